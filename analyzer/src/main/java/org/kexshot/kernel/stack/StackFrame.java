package org.kexshot.kernel.stack;

/**
 * One call on a kernel stack.
 *
 * @param address where execution goes on when the call above returns
 * @param function {@code name+0xoffset [module]} of the address
 * @param certain whether the unwinder was led there; false for an address of code that merely lies
 *     on the stack, which the kernel's own traces mark with a question mark
 */
public record StackFrame(long address, String function, boolean certain) {}
