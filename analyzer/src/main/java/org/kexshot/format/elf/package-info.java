/**
 * ELF core files: {@code /proc/vmcore}, kdump's, QEMU's {@code dump-guest-memory}, and their
 * writing.
 */
package org.kexshot.format.elf;
