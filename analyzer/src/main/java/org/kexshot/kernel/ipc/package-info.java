/** System V IPC: shared memory segments, semaphore sets and message queues. */
package org.kexshot.kernel.ipc;
