package org.kexshot.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/**
 * The functions of the C library that capturing needs. Each throws {@link LastErrorException} with
 * {@code errno} where the C function returns -1; {@link SystemCalls} turns that into words.
 */
interface LibC extends Library {
  LibC INSTANCE = Native.load("c", LibC.class);

  int open(String path, int flags, int mode) throws LastErrorException;

  int close(int descriptor) throws LastErrorException;

  long lseek64(int descriptor, long offset, int whence) throws LastErrorException;

  NativeLong pread64(int descriptor, Pointer buffer, NativeLong count, long offset)
      throws LastErrorException;

  NativeLong preadv64(int descriptor, Pointer vectors, int count, long offset)
      throws LastErrorException;

  NativeLong pwrite64(int descriptor, Pointer buffer, NativeLong count, long offset)
      throws LastErrorException;

  Pointer mmap64(
      Pointer address, NativeLong length, int protection, int flags, int file, long offset)
      throws LastErrorException;

  int munmap(Pointer address, NativeLong length) throws LastErrorException;

  int mlock(Pointer address, NativeLong length) throws LastErrorException;

  int madvise(Pointer address, NativeLong length, int advice) throws LastErrorException;

  int shmget(int key, NativeLong size, int flags) throws LastErrorException;

  Pointer shmat(int id, Pointer address, int flags) throws LastErrorException;

  int shmdt(Pointer address) throws LastErrorException;

  int shmctl(int id, int command, Pointer argument) throws LastErrorException;

  int pipe(int[] ends) throws LastErrorException;

  int fcntl(int descriptor, int command, int argument) throws LastErrorException;

  NativeLong vmsplice(int descriptor, Pointer vectors, NativeLong count, int flags)
      throws LastErrorException;

  int ioctl(int descriptor, NativeLong request, long[] argument) throws LastErrorException;

  int fsync(int descriptor) throws LastErrorException;

  void sync();

  int klogctl(int action, Pointer buffer, int length) throws LastErrorException;

  int geteuid();

  int reboot(int command) throws LastErrorException;

  NativeLong syscall(NativeLong number, Object... arguments) throws LastErrorException;

  String strerror(int errno);
}
