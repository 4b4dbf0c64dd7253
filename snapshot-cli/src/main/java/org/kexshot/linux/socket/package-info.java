/**
 * Local sockets and pipes whose descriptors are handed to other processes, which Java's cannot be.
 */
package org.kexshot.linux.socket;
