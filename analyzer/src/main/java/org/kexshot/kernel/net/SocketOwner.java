package org.kexshot.kernel.net;

/**
 * A process that holds a socket open.
 *
 * @param pid process id
 * @param fd file descriptor in that process
 * @param comm the process's name
 */
public record SocketOwner(int pid, int fd, String comm) {}
