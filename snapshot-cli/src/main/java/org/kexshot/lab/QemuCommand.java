package org.kexshot.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** QEMU's command line for a guest. */
final class QemuCommand {
  private final Lab lab;
  private final GuestSettings settings;

  QemuCommand(Lab lab, GuestSettings settings) {
    this.lab = lab;
    this.settings = settings;
  }

  /** With the console in a file, and sockets for the shell, the monitor and the debugger. */
  List<String> driven(GuestSockets sockets, Path console) {
    List<String> command = machine();
    command.addAll(List.of("-serial", "file:" + escape(console)));
    command.addAll(socket("shell", sockets.shell()));
    command.addAll(List.of("-serial", "chardev:shell"));
    command.addAll(socket("qmp", sockets.qmp()));
    command.addAll(List.of("-mon", "chardev=qmp,mode=control"));
    command.addAll(socket("outside", sockets.outside()));
    command.addAll(List.of("-mon", "chardev=outside,mode=control"));
    command.addAll(socket("gdb", sockets.gdb()));
    command.addAll(List.of("-gdb", "chardev:gdb"));
    command.addAll(settings.qemuOptions());
    return command;
  }

  /** With the console on the user's terminal; control-A X ends it. */
  List<String> interactive() {
    List<String> command = machine();
    command.addAll(List.of("-serial", "mon:stdio", "-serial", "null"));
    command.addAll(settings.qemuOptions());
    return command;
  }

  private List<String> machine() {
    List<String> options = new ArrayList<>();
    options.add(lab.architecture().emulator());
    lab.architecture().processorModel().ifPresent(model -> options.addAll(List.of("-cpu", model)));
    settings
        .lowMemoryMiB()
        .ifPresent(
            mebibytes ->
                options.addAll(List.of("-machine", "pc,max-ram-below-4g=" + mebibytes + "M")));
    options.addAll(List.of("-nodefaults", "-no-user-config", "-no-reboot", "-display", "none"));
    // One host thread for all processors: with one each, QEMU 7.2 now and then goes on running code
    // that another processor has just patched, and a Java program that patches its own then spins.
    options.addAll(List.of("-accel", "tcg,thread=single", "-m", settings.memoryMiB() + "M"));
    options.addAll(List.of("-smp", Integer.toString(settings.processors())));
    options.addAll(List.of("-kernel", lab.bzImage().toString()));
    settings
        .initialFileSystem()
        .or(lab::initialFileSystem)
        .ifPresent(f -> options.addAll(List.of("-initrd", f.toString())));
    options.addAll(List.of("-append", kernelCommandLine()));
    // Lets QEMU put the kernel's own description into the dumps it writes.
    options.addAll(List.of("-device", "vmcoreinfo", "-device", "virtio-rng-pci"));
    // The guest talks to this machine, where a test asks for it, and to nothing beyond.
    options.addAll(List.of("-netdev", "user,id=net,restrict=on"));
    options.addAll(List.of("-device", "virtio-net-pci,netdev=net"));
    options.addAll(
        settings
            .rootDisk()
            .map(file -> disk("root", file, "cache=writeback"))
            .orElseGet(() -> disk("root", lab.rootImage(), "snapshot=on")));
    settings.toolkit().ifPresent(file -> options.addAll(disk("toolkit", file, "readonly=on")));
    settings
        .snapshotDisk()
        .ifPresent(file -> options.addAll(disk("snapshot", file, "cache=writeback")));
    return options;
  }

  private String kernelCommandLine() {
    List<String> words = new ArrayList<>(List.of("root=/dev/vda", "rw", "console=ttyS0"));
    // Looking for a keyboard and a mouse that are not there takes half a second.
    words.addAll(List.of("i8042.nokbd", "i8042.noaux"));
    // On a busy host the kernel's test of its timer interrupt fails, and the boot with it.
    words.add("no_timer_check");
    // All processors of QEMU's have one time-stamp counter, which a kernel does not believe of
    // every
    // model, and a busy host makes it look unsteady.
    words.add("tsc=reliable");
    words.addAll(settings.kernelOptions());
    return String.join(" ", words);
  }

  private static List<String> disk(String name, Path file, String option) {
    return List.of(
        "-drive",
        "if=none,format=raw,id=" + name + "," + option + ",file=" + escape(file),
        "-device",
        "virtio-blk-pci,drive=" + name + ",serial=" + name);
  }

  private static List<String> socket(String name, Path path) {
    return List.of("-chardev", "socket,server=on,wait=off,id=" + name + ",path=" + escape(path));
  }

  /** A comma in an option's value is written twice. */
  private static String escape(Path path) {
    return path.toAbsolutePath().toString().replace(",", ",,");
  }
}
