package org.kexshot.kernel.process;

/**
 * One thread of a process.
 *
 * @param address kernel virtual address of its {@code task_struct}
 * @param pid thread id, in the initial PID namespace
 * @param comm name, at most 15 bytes
 * @param state its state
 */
public record TaskThread(long address, int pid, String comm, TaskState state) {}
