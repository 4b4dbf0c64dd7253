/**
 * Raw images: bytes of physical memory with no header, and a memory map that says which lie where.
 *
 * <pre>
 * map   = { line }
 * line  = [ "packed" | range [ offset | ":" name ] ] [ "#" comment ]
 * range = first "-" last
 * </pre>
 *
 * All numbers are hexadecimal, with or without {@code 0x}. {@code first} and {@code last} are
 * physical addresses, the last one included. {@code offset} says where in the file the range
 * begins; without one it lies at the offset that equals its address, or after a line {@code packed}
 * right behind the range before it. A {@code name} is what {@code /proc/iomem} says: of such lines
 * only {@code System RAM} counts.
 */
package org.kexshot.format.raw;
