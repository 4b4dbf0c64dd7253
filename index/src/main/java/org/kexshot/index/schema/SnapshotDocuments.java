package org.kexshot.index.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.lucene.document.Document;
import org.kexshot.diff.KernelObjects;
import org.kexshot.kernel.log.LogRecord;
import org.kexshot.kernel.module.Module;
import org.kexshot.kernel.net.Endpoint;
import org.kexshot.kernel.net.Socket;
import org.kexshot.kernel.net.SocketOwner;
import org.kexshot.kernel.process.Task;
import org.kexshot.kernel.sysctl.Sysctl;

/** Makes a snapshot's documents: one for itself and one for each kernel object. */
public final class SnapshotDocuments {
  private final SnapshotMetadata snapshot;

  private SnapshotDocuments(SnapshotMetadata snapshot) {
    this.snapshot = snapshot;
  }

  public static List<Document> of(SnapshotMetadata snapshot, KernelObjects objects) {
    SnapshotDocuments documents = new SnapshotDocuments(snapshot);
    List<Document> all = new ArrayList<>();
    all.add(documents.itself());
    objects.processes().items().forEach(process -> all.add(documents.process(process)));
    objects.modules().items().forEach(module -> all.add(documents.module(module)));
    objects.sockets().items().forEach(socket -> all.add(documents.socket(socket)));
    objects.settings().items().forEach(setting -> all.add(documents.setting(setting)));
    objects.log().items().forEach(record -> all.add(documents.log(record)));
    return all;
  }

  private Document itself() {
    String tags =
        snapshot.tags().entrySet().stream()
            .map(tag -> tag.getKey() + "=" + tag.getValue())
            .sorted()
            .collect(Collectors.joining(" "));
    String title =
        "%s  %s%s"
            .formatted(snapshot.label(), snapshot.kernel(), tags.isEmpty() ? "" : "  " + tags);
    return new ObjectDocument(IndexFields.SNAPSHOT, snapshot, title)
        .known(IndexFields.SNAPSHOT, snapshot.label() + " " + snapshot.id())
        .text("name", snapshot.label())
        .text("note", snapshot.note())
        .text("tag", tags)
        .text("host", snapshot.host())
        .text("kernel", snapshot.kernel())
        .text("architecture", snapshot.architecture())
        .text("time", snapshot.time().toString())
        .build();
  }

  private Document process(Task task) {
    String command = task.argv().joined();
    String shown = task.kernelThread() || command.isEmpty() ? "[" + task.comm() + "]" : command;
    return new ObjectDocument(IndexFields.PROCESS, snapshot, task.pid() + "  " + shown)
        .known(IndexFields.PROCESS, task.comm() + " " + command)
        .number("pid", task.pid())
        .number("ppid", task.ppid())
        .number("uid", task.uid())
        .text("name", task.comm())
        .text("command", command)
        .text("state", String.valueOf(task.state().letter()))
        .build();
  }

  private Document module(Module module) {
    String title =
        module.usedBy().isEmpty()
            ? module.name()
            : module.name() + "  used by " + String.join(", ", module.usedBy());
    return new ObjectDocument(IndexFields.MODULE, snapshot, title)
        .known(IndexFields.MODULE, module.name())
        .text("name", module.name())
        .text("state", lower(module.state()))
        .build();
  }

  private Document socket(Socket socket) {
    String owners =
        socket.owners().stream()
            .map(owner -> "%s(%d)".formatted(owner.comm(), owner.pid()))
            .distinct()
            .collect(Collectors.joining(","));
    String title =
        "%s %s  %s  %s%s"
            .formatted(
                lower(socket.family()),
                socket.protocol(),
                socket.state(),
                ends(socket),
                owners.isEmpty() ? "" : "  " + owners);
    ObjectDocument document =
        new ObjectDocument(IndexFields.SOCKET, snapshot, title)
            .known(IndexFields.SOCKET, socket.local() + " " + socket.remote() + " " + owners)
            .text("protocol", lower(socket.family()) + " " + socket.protocol())
            .text("state", socket.state())
            .text("local", socket.local().toString())
            .text("remote", socket.remote().toString())
            .number("inode", socket.inode())
            .number("uid", socket.uid());
    for (Endpoint end : List.of(socket.local(), socket.remote())) {
      if (end.port() != 0) {
        document.number("port", end.port());
      }
    }
    for (SocketOwner owner : socket.owners()) {
      document.number("pid", owner.pid()).text("name", owner.comm());
    }
    return document.build();
  }

  private static String ends(Socket socket) {
    return socket.remote().equals(Endpoint.NONE)
        ? socket.local().toString()
        : socket.local() + " -> " + socket.remote();
  }

  private Document setting(Sysctl setting) {
    return new ObjectDocument(
            IndexFields.SYSCTL, snapshot, setting.name() + " = " + setting.value())
        .known(IndexFields.SYSCTL, setting.name())
        .text("name", setting.name())
        .text("value", setting.value())
        .build();
  }

  private Document log(LogRecord record) {
    return new ObjectDocument(
            IndexFields.LOG,
            snapshot,
            "[%d.%06d] %s"
                .formatted(
                    record.nanos() / 1_000_000_000,
                    record.nanos() / 1000 % 1_000_000,
                    record.text()))
        .known(IndexFields.LOG, record.text())
        .text("text", record.text())
        .number("level", record.level())
        .build();
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
