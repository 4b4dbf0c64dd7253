/**
 * The flattened format of {@code makedumpfile}: another file's bytes as a stream, for outputs that
 * cannot seek.
 *
 * <pre>
 * 4096 bytes   "makedumpfile" padded to 16 with zeros, u64 type 1, u64 version 1, zeros
 * then records s64 offset in the other file, s64 size, that many bytes
 * the end      offset -1, size -1
 * </pre>
 *
 * Numbers are big-endian. A later record overwrites an earlier one. Source: {@code IMPLEMENTATION}
 * and {@code makedumpfile.h} ({@code makedumpfile_header}, {@code makedumpfile_data_header}).
 */
package org.kexshot.format.flattened;
