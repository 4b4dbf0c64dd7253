package org.kexshot.linux.socket;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import org.kexshot.linux.SystemCallException;

/** The functions of the C library that sockets and pipes need, with the numbers of Linux on x86. */
interface SocketCalls extends Library {
  SocketCalls INSTANCE = Native.load("c", SocketCalls.class);

  int AF_UNIX = 1;
  int SOCK_STREAM = 1;
  int SOL_SOCKET = 1;
  int SCM_RIGHTS = 1;
  int SHUT_RDWR = 2;
  int MSG_NOSIGNAL = 0x4000;
  int CLOSE_ON_EXEC = 0x80000;

  int socket(int domain, int type, int protocol) throws LastErrorException;

  int connect(int socket, Pointer address, int length) throws LastErrorException;

  NativeLong sendmsg(int socket, Pointer message, int flags) throws LastErrorException;

  NativeLong read(int descriptor, Pointer into, NativeLong length) throws LastErrorException;

  int shutdown(int socket, int how) throws LastErrorException;

  int pipe2(int[] ends, int flags) throws LastErrorException;

  int close(int descriptor) throws LastErrorException;

  String strerror(int errno);

  /** In words, what the kernel answered. */
  static SystemCallException failure(String call, LastErrorException e) {
    return new SystemCallException(call, e.getErrorCode(), INSTANCE.strerror(e.getErrorCode()));
  }
}
