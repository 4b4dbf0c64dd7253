package org.kexshot.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a guest is to be like.
 *
 * @param runDirectory where {@code console.log} and {@code qemu.log} of the guest are kept; created
 *     when missing
 * @param memoryMiB its memory
 * @param lowMemoryMiB how much of it lies below 4 GiB, the rest above; without it, as QEMU likes
 * @param processors how many processors it has
 * @param toolkit the file system image to mount at {@code /opt/kexshot}, made by {@link Lab#pack}
 * @param snapshotDisk a raw file that the guest sees as {@code /dev/disk/by-id/virtio-snapshot}
 * @param rootDisk a raw file to write to in place of the lab's root image, so that what was written
 *     outlives the guest
 * @param initialFileSystem in place of the lab's
 * @param kernelOptions more words for the kernel's command line
 * @param qemuOptions more options for QEMU
 * @param bootTimeout how long the boot may take until commands run
 */
public record GuestSettings(
    Path runDirectory,
    int memoryMiB,
    Optional<Integer> lowMemoryMiB,
    int processors,
    Optional<Path> toolkit,
    Optional<Path> snapshotDisk,
    Optional<Path> rootDisk,
    Optional<Path> initialFileSystem,
    List<String> kernelOptions,
    List<String> qemuOptions,
    Duration bootTimeout) {
  public GuestSettings {
    kernelOptions = List.copyOf(kernelOptions);
    qemuOptions = List.copyOf(qemuOptions);
  }

  /** One gibibyte, two processors, no toolkit and no snapshot disk. */
  public static GuestSettings in(Path runDirectory) {
    return new GuestSettings(
        runDirectory,
        1024,
        Optional.empty(),
        2,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        Duration.ofMinutes(2));
  }

  public GuestSettings withMemoryMiB(int value) {
    return new GuestSettings(
        runDirectory,
        value,
        lowMemoryMiB,
        processors,
        toolkit,
        snapshotDisk,
        rootDisk,
        initialFileSystem,
        kernelOptions,
        qemuOptions,
        bootTimeout);
  }

  public GuestSettings withLowMemoryMiB(int value) {
    return new GuestSettings(
        runDirectory,
        memoryMiB,
        Optional.of(value),
        processors,
        toolkit,
        snapshotDisk,
        rootDisk,
        initialFileSystem,
        kernelOptions,
        qemuOptions,
        bootTimeout);
  }

  public GuestSettings withProcessors(int value) {
    return new GuestSettings(
        runDirectory,
        memoryMiB,
        lowMemoryMiB,
        value,
        toolkit,
        snapshotDisk,
        rootDisk,
        initialFileSystem,
        kernelOptions,
        qemuOptions,
        bootTimeout);
  }

  public GuestSettings withToolkit(Path value) {
    return new GuestSettings(
        runDirectory,
        memoryMiB,
        lowMemoryMiB,
        processors,
        Optional.of(value),
        snapshotDisk,
        rootDisk,
        initialFileSystem,
        kernelOptions,
        qemuOptions,
        bootTimeout);
  }

  public GuestSettings withSnapshotDisk(Path value) {
    return new GuestSettings(
        runDirectory,
        memoryMiB,
        lowMemoryMiB,
        processors,
        toolkit,
        Optional.of(value),
        rootDisk,
        initialFileSystem,
        kernelOptions,
        qemuOptions,
        bootTimeout);
  }

  public GuestSettings withRootDisk(Path value) {
    return new GuestSettings(
        runDirectory,
        memoryMiB,
        lowMemoryMiB,
        processors,
        toolkit,
        snapshotDisk,
        Optional.of(value),
        initialFileSystem,
        kernelOptions,
        qemuOptions,
        bootTimeout);
  }

  public GuestSettings withInitialFileSystem(Path value) {
    return new GuestSettings(
        runDirectory,
        memoryMiB,
        lowMemoryMiB,
        processors,
        toolkit,
        snapshotDisk,
        rootDisk,
        Optional.of(value),
        kernelOptions,
        qemuOptions,
        bootTimeout);
  }

  public GuestSettings withKernelOptions(String... values) {
    return new GuestSettings(
        runDirectory,
        memoryMiB,
        lowMemoryMiB,
        processors,
        toolkit,
        snapshotDisk,
        rootDisk,
        initialFileSystem,
        List.of(values),
        qemuOptions,
        bootTimeout);
  }

  public GuestSettings withQemuOptions(String... values) {
    return new GuestSettings(
        runDirectory,
        memoryMiB,
        lowMemoryMiB,
        processors,
        toolkit,
        snapshotDisk,
        rootDisk,
        initialFileSystem,
        kernelOptions,
        List.of(values),
        bootTimeout);
  }
}
