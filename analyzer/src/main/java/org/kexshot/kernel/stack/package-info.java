/** Kernel stacks of sleeping threads, unwound by ORC, by frame pointers, or guessed. */
package org.kexshot.kernel.stack;
