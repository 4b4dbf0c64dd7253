package org.kexshot.kernel.process;

import java.util.Optional;

/**
 * One thread of a process.
 *
 * @param address kernel virtual address of its {@code task_struct}
 * @param pid thread id, in the initial PID namespace
 * @param comm name, at most 15 bytes
 * @param state its state
 * @param stuck whether it has waited for a second or longer where no signal reaches it; empty if it
 *     is not known since when it waits
 */
public record TaskThread(
    long address, int pid, String comm, TaskState state, Optional<Boolean> stuck) {}
