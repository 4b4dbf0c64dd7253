package org.kexshot.kernel.net;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.fs.OpenFileTable;
import org.kexshot.kernel.process.TaskList;

/**
 * Which processes hold which sockets open, by the address of {@code struct sock}: found by walking
 * every process's descriptors for files with the socket operations. Cost: a few reads an open file.
 */
final class SocketOwners {
  private final Map<Long, List<SocketOwner>> bySock = new LinkedHashMap<>();

  SocketOwners(KernelImage image, Problems problems) throws IOException {
    long operations = image.symbols().require("socket_file_ops");
    OpenFileTable files = new OpenFileTable(image, problems);
    TaskList.forEachProcess(
        image,
        problems,
        task -> {
          int pid = task.integer("tgid");
          String comm = task.text("comm");
          files.forEach(
              task,
              (descriptor, file) -> {
                if (file.pointer("f_op") == operations) {
                  long sock = image.struct("socket", file.pointer("private_data")).pointer("sk");
                  bySock
                      .computeIfAbsent(sock, key -> new ArrayList<>())
                      .add(new SocketOwner(pid, descriptor, comm));
                }
              });
        });
  }

  /** The addresses of all sockets that processes hold. */
  Set<Long> socks() {
    return bySock.keySet();
  }

  List<SocketOwner> of(long sock) {
    return bySock.getOrDefault(sock, List.of());
  }
}
