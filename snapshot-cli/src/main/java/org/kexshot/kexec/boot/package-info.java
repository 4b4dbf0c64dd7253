/**
 * How an x86 Linux kernel is booted: its file, the boot protocol, and the memory map it is told.
 */
package org.kexshot.kexec.boot;
