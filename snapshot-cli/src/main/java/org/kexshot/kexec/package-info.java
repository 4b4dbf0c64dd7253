/**
 * What any kexec jump needs: the loaded image, purgatory, control page, the kernel's layouts, and
 * the jump.
 */
package org.kexshot.kexec;
