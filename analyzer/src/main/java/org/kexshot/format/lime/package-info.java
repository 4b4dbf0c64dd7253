/**
 * Images of live acquisition: LiME's and AVML's.
 *
 * <pre>
 * for each range: u32 magic, u32 version, u64 first address, u64 last address, u64 reserved, then
 *   LiME ("EMiL", version 1): the bytes of the range
 *   AVML ("AVML", version 2): the same as a snappy frame stream, then u64 bytes of that stream
 * </pre>
 *
 * Little-endian. Such images are taken while the system runs, so their pages are of different
 * moments. Sources: LiME's {@code doc/README.md}, AVML's format as its readers have it, snappy's
 * {@code framing_format.txt}.
 */
package org.kexshot.format.lime;
