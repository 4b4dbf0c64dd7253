package org.kexshot.diff;

import java.util.List;
import java.util.function.Function;
import org.kexshot.kernel.log.LogRecord;
import org.kexshot.kernel.module.Module;
import org.kexshot.kernel.net.Socket;
import org.kexshot.kernel.process.Task;
import org.kexshot.kernel.sysctl.Sysctl;

/**
 * Compares kernel objects. Within one boot an object is known by what the kernel never reuses at
 * the same time (a process by number and start time); across boots by what a user would call it.
 */
final class ObjectComparison {
  private final boolean sameBoot;

  ObjectComparison(ImageRelation relation) {
    this.sameBoot = relation == ImageRelation.SAME_BOOT;
  }

  /** A process has changed if its name, user, parent, arguments or number of threads did. */
  Difference<Task> processes(KernelObjects first, KernelObjects second) {
    Function<Task, Object> identity =
        sameBoot
            ? task -> List.of(task.pid(), task.startTimeNanos())
            : task -> List.of(task.comm(), task.argv().arguments());
    return Difference.between(
        first.processes(),
        second.processes(),
        identity,
        (before, after) ->
            before.comm().equals(after.comm())
                && before.uid() == after.uid()
                && (!sameBoot || before.ppid() == after.ppid())
                && before.argv().arguments().equals(after.argv().arguments())
                && before.threads().size() == after.threads().size());
  }

  /** A module has changed if its state or its users did. */
  Difference<Module> modules(KernelObjects first, KernelObjects second) {
    return Difference.between(
        first.modules(),
        second.modules(),
        module -> sameBoot ? List.of(module.name(), module.structAddress()) : module.name(),
        (before, after) ->
            before.state() == after.state()
                && before.refcount() == after.refcount()
                && before.usedBy().equals(after.usedBy()));
  }

  /** A socket has changed if its ends, its state or its holders did. */
  Difference<Socket> sockets(KernelObjects first, KernelObjects second) {
    Function<Socket, Object> identity =
        sameBoot
            ? socket -> List.of(socket.address(), socket.inode(), socket.protocol())
            : socket -> List.of(socket.family(), socket.protocol(), socket.local(), socket.state());
    return Difference.between(
        first.sockets(),
        second.sockets(),
        identity,
        (before, after) ->
            before.state().equals(after.state())
                && before.local().equals(after.local())
                && before.remote().equals(after.remote())
                && (!sameBoot || before.owners().equals(after.owners())));
  }

  Difference<Sysctl> settings(KernelObjects first, KernelObjects second) {
    return Difference.between(
        first.settings(),
        second.settings(),
        Sysctl::name,
        (before, after) -> before.value().equals(after.value()));
  }

  Difference<LogRecord> log(KernelObjects first, KernelObjects second) {
    return Difference.between(
        first.log(),
        second.log(),
        record -> sameBoot ? record.sequence() : record.text(),
        (before, after) -> before.text().equals(after.text()));
  }
}
