package org.kexshot.kernel.process;

import static org.kexshot.kind.Attribute.acrossBoots;
import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.path;
import static org.kexshot.kind.Attribute.reference;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_COMPARED;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.COMPARED;
import static org.kexshot.kind.Role.HOLDER;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;
import static org.kexshot.kind.Role.VOLATILE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.PartialItem;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.fs.DeviceNumber;
import org.kexshot.kernel.fs.OpenFileTable;
import org.kexshot.kernel.fs.Paths;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;

/** Reads the files that processes hold open, by process and descriptor. */
public final class OpenFileList {
  /** Open files, as {@code /proc/PID/fd} has them. */
  public static final ObjectKind<OpenFile> KIND =
      ObjectKind.ofProcesses(
          "file",
          "openFiles",
          "List the files that processes hold open.",
          OpenFileList::read,
          OpenFile::title,
          List.of(
              column(">PID", reference("pid", "process", OpenFile::pid, BOOT_IDENTITY, INDEXED)),
              column(
                  "NAME",
                  meaning(
                      "of the process", text("name", OpenFile::comm, IDENTITY, INDEXED, HOLDER))),
              column(">FD", number("fd", OpenFile::fd, BOOT_IDENTITY, IDENTITY)),
              column("MODE", text("mode", OpenFile::mode, COMPARED)),
              column(">POSITION", number("position", OpenFile::position, VOLATILE)),
              column("DEVICE", text("device", OpenFile::device, INDEXED)),
              column(">INODE", number("inode", OpenFile::inode, INDEXED)),
              column(
                  "PATH",
                  meaning(
                      "without the numbers of sockets and pipes across boots",
                      acrossBoots(
                          OpenFile::pathAcrossBoots,
                          path("path", OpenFile::path, IDENTITY, BOOT_COMPARED, INDEXED)))),
              meaning(
                  "of its struct file",
                  address("address", OpenFile::address, BOOT_IDENTITY, INDEXED))));

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
   * @param wanted says by process id which processes
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
    return new Listing<>(files, problems.list(), problems.isWhole());
  }

  private OpenFile openFile(int pid, String comm, int fd, KernelStruct file) throws IOException {
    PartialItem parts =
        new PartialItem(problems, "file descriptor %d of process %d".formatted(fd, pid));
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
