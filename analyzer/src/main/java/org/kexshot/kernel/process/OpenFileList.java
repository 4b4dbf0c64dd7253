package org.kexshot.kernel.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Parts;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.fs.DeviceNumber;
import org.kexshot.kernel.fs.OpenFileTable;
import org.kexshot.kernel.fs.Paths;
import org.kexshot.kind.Listing;

/** Reads the files that processes hold open, by process and descriptor. */
public final class OpenFileList {
  /** {@code FMODE_READ} and {@code FMODE_WRITE}. */
  private static final long READ = 1;

  private static final long WRITE = 2;

  private final KernelImage image;
  private final Problems problems = new Problems();
  private final Paths paths;

  private OpenFileList(KernelImage image) {
    this.image = image;
    this.paths = new Paths(image);
  }

  /**
   * Reads the open files of processes.
   *
   * @param wanted of which processes, by process id
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public static Listing<OpenFile> read(KernelImage image, IntPredicate wanted) throws IOException {
    return new OpenFileList(image).readAll(wanted);
  }

  private Listing<OpenFile> readAll(IntPredicate wanted) throws IOException {
    List<OpenFile> files = new ArrayList<>();
    OpenFileTable tables = new OpenFileTable(image, problems);
    TaskList.forEachProcess(
        image,
        problems,
        task -> {
          int pid = task.integer("tgid");
          if (wanted.test(pid)) {
            String comm = task.text("comm");
            tables.forEach(task, (fd, file) -> files.add(openFile(pid, comm, fd, file)));
          }
        });
    return new Listing<>(files, problems.list());
  }

  private OpenFile openFile(int pid, String comm, int fd, KernelStruct file) throws IOException {
    Parts parts = new Parts(problems, "file descriptor %d of process %d".formatted(fd, pid));
    long mode = file.number("f_mode");
    Optional<KernelStruct> inode = file.follow("f_inode");
    Optional<Long> number =
        parts.read("the inode", () -> inode.isPresent() ? inode.get().number("i_ino") : 0);
    return new OpenFile(
        pid,
        comm,
        fd,
        parts.read("the path", () -> paths.of(file.embedded("f_path"))),
        ((mode & READ) != 0 ? "r" : "") + ((mode & WRITE) != 0 ? "w" : ""),
        file.number("f_pos"),
        number,
        number.flatMap(readable -> parts.read("the device", () -> device(inode))),
        file.address());
  }

  private static String device(Optional<KernelStruct> inode) throws IOException {
    Optional<KernelStruct> superBlock =
        inode.isPresent() ? inode.get().follow("i_sb") : Optional.empty();
    return DeviceNumber.text(superBlock.isPresent() ? superBlock.get().number("s_dev") : 0);
  }
}
