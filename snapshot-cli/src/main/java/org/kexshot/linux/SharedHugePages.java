package org.kexshot.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.kexshot.address.Page;

/**
 * Huge pages of the pool that outlive the process: a System V shared memory segment, of which each
 * page may be there or not. Zeros at first. Source: {@code ipc/shm.c}, {@code mm/hugetlb.c}, {@code
 * shmget(2)}.
 */
public final class SharedHugePages implements Closeable {
  /** The first of the keys by which segments are known as this program's. */
  private static final int FIRST_KEY = 0x6b786a00;

  private static final int KEYS = 256;
  private static final Path SEGMENTS = Path.of("/proc/sysvipc/shm");
  private static final int EEXIST = 17;
  private static final int IPC_CREAT = 01000;
  private static final int IPC_EXCL = 02000;
  private static final int SHM_HUGETLB = 04000;
  // Else the pool would have to have a page for every one that might come.
  private static final int SHM_NORESERVE = 010000;
  private static final int OWNER_ONLY = 0600;
  private static final int IPC_RMID = 0;
  private static final int MADV_REMOVE = 9;
  // A page that is just touched ends the process by a signal where the pool has none left.
  private static final int MADV_POPULATE_WRITE = 23;
  private static final int F_SETPIPE_SZ = 1031;

  private final int id;
  private final long pageSize;
  private final Pointer start;

  private SharedHugePages(int id, long pageSize) throws SystemCallException {
    this.id = id;
    this.pageSize = pageSize;
    try {
      this.start = LibC.INSTANCE.shmat(id, Pointer.NULL, 0);
    } catch (LastErrorException e) {
      throw SystemCalls.failure("shmat(%d)".formatted(id), e);
    }
  }

  /**
   * A segment without any page yet.
   *
   * @throws SystemCallException if the kernel makes none: ENOSYS built without {@code
   *     CONFIG_SYSVIPC}, EINVAL or ENOSPC beyond a limit of shared memory
   */
  public static SharedHugePages create(int capacity, long pageSize) throws SystemCallException {
    int id = makeSegment(capacity, pageSize);
    try {
      return new SharedHugePages(id, pageSize);
    } catch (SystemCallException e) {
      destroy(id);
      throw e;
    }
  }

  private static int makeSegment(int capacity, long pageSize) throws SystemCallException {
    int flags = IPC_CREAT | IPC_EXCL | SHM_HUGETLB | SHM_NORESERVE | OWNER_ONLY;
    NativeLong size = new NativeLong(capacity * pageSize);
    for (int key = FIRST_KEY; ; key++) {
      try {
        return LibC.INSTANCE.shmget(key, size, flags);
      } catch (LastErrorException e) {
        if (e.getErrorCode() != EEXIST || key == FIRST_KEY + KEYS - 1) {
          throw SystemCalls.failure(
              "shmget(0x%x, %d huge pages, flags 0%o)".formatted(key, capacity, flags), e);
        }
      }
    }
  }

  /**
   * The numbers of the segments that {@link #create} made as root and nobody destroyed yet,
   * whatever became of the processes.
   */
  public static List<Integer> left() throws IOException {
    List<Integer> ids = new ArrayList<>();
    try (Stream<String> lines = Files.lines(SEGMENTS)) {
      lines
          .skip(1)
          .map(line -> line.strip().split("\\s+"))
          .filter(columns -> isOwn(Integer.parseInt(columns[0]), columns[7]))
          .forEach(columns -> ids.add(Integer.parseInt(columns[1])));
    } catch (NoSuchFileException e) {
      // A kernel without CONFIG_SYSVIPC has none.
    }
    return ids;
  }

  private static boolean isOwn(int key, String owner) {
    return key >= FIRST_KEY && key < FIRST_KEY + KEYS && owner.equals("0");
  }

  /**
   * The segment of that number, which {@link #create} made in some process.
   *
   * @throws SystemCallException EINVAL if there is none
   */
  public static SharedHugePages attach(int id, long pageSize) throws SystemCallException {
    return new SharedHugePages(id, pageSize);
  }

  /** Ends a segment; its pages go back to the pool. Does nothing where there is none. */
  public static void destroy(int id) {
    try {
      LibC.INSTANCE.shmctl(id, IPC_RMID, Pointer.NULL);
    } catch (LastErrorException e) {
      // It is gone: somebody else ended it.
    }
  }

  public int id() {
    return id;
  }

  /**
   * Has a page be there, and in this process's page tables.
   *
   * @throws SystemCallException ENOMEM if the pool has none left, EINVAL before Linux 5.14
   */
  public void populate(int page) throws SystemCallException {
    advise(page, MADV_POPULATE_WRITE, "MADV_POPULATE_WRITE");
  }

  /** Gives a page back to the pool. */
  public void remove(int page) throws SystemCallException {
    advise(page, MADV_REMOVE, "MADV_REMOVE");
  }

  private void advise(int page, int advice, String name) throws SystemCallException {
    try {
      LibC.INSTANCE.madvise(start.share(page * pageSize), new NativeLong(pageSize), advice);
    } catch (LastErrorException e) {
      throw SystemCalls.failure("madvise(huge page %d, %s)".formatted(page, name), e);
    }
  }

  /** Physical address of a page that was populated; negative where the kernel does not tell. */
  public long physical(int page) throws IOException {
    long frame = Pagemap.frames(Pointer.nativeValue(start) + page * pageSize, Page.SIZE)[0];
    return frame == Pagemap.NOT_THERE ? frame : frame * Page.SIZE;
  }

  /** A page's bytes; not to be used after {@link #close}. */
  public ByteBuffer bytes(int page) {
    return start.getByteBuffer(page * pageSize, pageSize);
  }

  /**
   * Keeps pages where they are until the result is closed: a pipe refers to them, and the kernel
   * moves no page that something refers to beside page tables ({@code mm/migrate.c}).
   *
   * @param pages that were populated, at most 1024
   */
  public Closeable pin(List<Integer> pages) throws SystemCallException {
    int[] pipe = new int[2];
    try (Memory vectors = new Memory(2L * Native.POINTER_SIZE * pages.size())) {
      LibC.INSTANCE.pipe(pipe);
      LibC.INSTANCE.fcntl(pipe[1], F_SETPIPE_SZ, pages.size() * Page.SIZE);
      for (int i = 0; i < pages.size(); i++) {
        vectors.setPointer(2L * Native.POINTER_SIZE * i, start.share(pages.get(i) * pageSize));
        vectors.setNativeLong((2L * i + 1) * Native.POINTER_SIZE, new NativeLong(1));
      }
      long done =
          LibC.INSTANCE.vmsplice(pipe[1], vectors, new NativeLong(pages.size()), 0).longValue();
      if (done != pages.size()) {
        throw new SystemCallException(
            "vmsplice of %d pages".formatted(pages.size()), 0, "took only " + done);
      }
    } catch (LastErrorException e) {
      closePipe(pipe);
      throw SystemCalls.failure("vmsplice(%d huge pages)".formatted(pages.size()), e);
    } catch (SystemCallException e) {
      closePipe(pipe);
      throw e;
    }
    return () -> closePipe(pipe);
  }

  private static void closePipe(int[] pipe) {
    for (int end : pipe) {
      if (end > 0) {
        LibC.INSTANCE.close(end);
      }
    }
  }

  @Override
  public void close() {
    LibC.INSTANCE.shmdt(start);
  }
}
