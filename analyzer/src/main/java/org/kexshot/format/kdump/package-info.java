/**
 * The kdump-compressed format of {@code makedumpfile}, {@code crash} and QEMU.
 *
 * <pre>
 * block 0                header: signature, version, utsname, time, block size, counts
 * block 1                sub-header: dump level, split, where VMCOREINFO and notes lie; notes
 * block 1 + sub_hdr_size first bitmap: the frames that are RAM; second: those with a descriptor
 *   + bitmap_blocks      page descriptors, 24 bytes, in frame order; then the pages
 * </pre>
 *
 * Little-endian. Offsets count from the start of the file. Source: {@code IMPLEMENTATION} and
 * {@code diskdump_mod.h} of makedumpfile.
 */
package org.kexshot.format.kdump;
