/**
 * What any kexec jump needs: boot protocol, memory map, purgatory, control page, the kernel's
 * layouts, and the jump.
 */
package org.kexshot.kexec;
