package org.kexshot.diff;

import java.io.IOException;
import java.util.List;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.log.KernelLog;
import org.kexshot.kernel.log.LogRecord;
import org.kexshot.kernel.module.Module;
import org.kexshot.kernel.module.ModuleList;
import org.kexshot.kernel.net.Socket;
import org.kexshot.kernel.net.SocketList;
import org.kexshot.kernel.process.Task;
import org.kexshot.kernel.process.TaskList;
import org.kexshot.kernel.sysctl.Sysctl;
import org.kexshot.kernel.sysctl.SysctlList;
import org.kexshot.kind.Listing;

/**
 * The kernel objects of one image that are compared and searched. A kind that cannot be read at all
 * is an empty list with the reason among its problems.
 */
public record KernelObjects(
    Listing<Task> processes,
    Listing<Module> modules,
    Listing<Socket> sockets,
    Listing<LogRecord> log,
    Listing<Sysctl> settings) {

  @FunctionalInterface
  private interface Reader<T> {
    Listing<T> read(KernelImage image) throws IOException;
  }

  /** Reads them all; some tens of reads an object. */
  public static KernelObjects read(KernelImage image) {
    return new KernelObjects(
        attempt("processes", image, TaskList::read),
        attempt("modules", image, ModuleList::read),
        attempt("sockets", image, SocketList::read),
        attempt("kernel log", image, KernelLog::read),
        attempt("settings", image, SysctlList::read));
  }

  /** None of any kind, for one reason. */
  public static KernelObjects none(String reason) {
    return new KernelObjects(
        empty(reason), empty(reason), empty(reason), empty(reason), empty(reason));
  }

  private static <T> Listing<T> attempt(String what, KernelImage image, Reader<T> reader) {
    try {
      return reader.read(image);
    } catch (IOException failure) {
      return new Listing<>(List.of(), List.of(what + ": " + failure.getMessage()));
    }
  }

  private static <T> Listing<T> empty(String reason) {
    return new Listing<>(List.of(), List.of(reason));
  }
}
