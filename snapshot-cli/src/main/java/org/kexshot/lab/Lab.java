package org.kexshot.lab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What guests are made of. Building it takes minutes the first time and comes from a cache then;
 * the cache lies in {@code $XDG_CACHE_HOME/kexshot}, {@code ~/.cache/kexshot} by default.
 *
 * @param project the top directory of this project
 * @param architecture of all the rest
 * @param kernel the directory with the guest kernel: {@code bzImage}, {@code System.map}, {@code
 *     vmlinux}
 * @param rootImage the ext4 file system of system A; guests read it and write elsewhere
 */
public record Lab(Path project, GuestArchitecture architecture, Path kernel, Path rootImage) {
  /**
   * Builds what the cache lacks; progress goes to standard error.
   *
   * @param project the top directory of this project
   * @throws GuestException when a build fails; it has said why on standard error
   */
  public static Lab build(Path project, GuestArchitecture architecture) throws IOException {
    return architecture.hasKernelVariant()
        ? build(project, architecture, "kernel/variant", architecture.toString())
        : build(project, architecture, "kernel/build", architecture.kernelName());
  }

  /** As {@link #build}, with Debian's own kernel, which cannot jump. */
  public static Lab stock(Path project, GuestArchitecture architecture) throws IOException {
    return build(project, architecture, "kernel/stock", architecture.kernelName());
  }

  private static Lab build(
      Path project, GuestArchitecture architecture, String kernelRecipe, String kernelName)
      throws IOException {
    Path recipes = project.resolve("samples/lab");
    if (!Files.isDirectory(recipes)) {
      throw new GuestException(
          recipes + " is missing: the lab runs from a checkout of the project, say where it is");
    }
    String kernel = run(recipes.resolve(kernelRecipe), kernelName);
    String root = run(recipes.resolve("rootfs/build"), architecture.kernelName(), kernel);
    return new Lab(project, architecture, Path.of(kernel), Path.of(root).resolve("root.img"));
  }

  /**
   * The top directory of the project: the system property {@code kexshot.project}, or the nearest
   * directory above the current one that holds {@code samples/lab}.
   */
  public static Path findProject() throws IOException {
    String property = System.getProperty("kexshot.project");
    if (property != null) {
      return Path.of(property).toAbsolutePath();
    }
    Path start = Path.of("").toAbsolutePath();
    for (Path at = start; at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("samples/lab"))) {
        return at;
      }
    }
    throw new GuestException(
        "no directory above " + start + " holds samples/lab: run this from a checkout");
  }

  /** The kernel that guests boot, and that serves as capture kernel too. */
  public Path bzImage() {
    return kernel.resolve("bzImage");
  }

  /** A's initial file system, where the kernel has the drivers of A's root disk as modules. */
  public Optional<Path> initialFileSystem() {
    return Optional.of(rootImage.resolveSibling("initramfs.cpio.gz")).filter(Files::exists);
  }

  /** Where a guest of this name and architecture keeps its logs. */
  public Path runDirectory(String name) {
    return project.resolve("snapshot-cli/target/lab").resolve(name + "-" + architecture);
  }

  /**
   * The built toolkit as a file system image for guests, with an archive of its classes for the
   * guests' Java; packed when the toolkit is newer.
   *
   * @throws GuestException when the toolkit was not built
   */
  public Path toolkitImage() throws IOException {
    Path target = project.resolve("snapshot-cli/target");
    Path toolkit = target.resolve("toolkit").toAbsolutePath();
    run(
        project.resolve("samples/lab/share-classes"),
        architecture.kernelName(),
        rootImage.resolveSibling("root").toString(),
        toolkit.toString());
    pack(toolkit, target.resolve("toolkit.img"));
    return target.resolve("toolkit.img");
  }

  /**
   * What tests plant in guests: modules, {@code planted.ko} that changes and hides things and
   * {@code stubborn.ko} that does not let itself be frozen, and {@code plant}, a program that makes
   * things. Built when the cache lacks them.
   */
  public Path planted() throws IOException {
    return Path.of(
        run(
            project.resolve("samples/lab/planted/build"),
            architecture.kernelName(),
            kernel.toString()));
  }

  /**
   * Packs a directory, such as the built toolkit, into a read-only file system for guests.
   *
   * @param image replaced as a whole when something in the directory is newer
   */
  public void pack(Path directory, Path image) throws IOException {
    run(
        project.resolve("samples/lab/pack"),
        directory.toAbsolutePath().toString(),
        image.toAbsolutePath().toString());
  }

  /**
   * Makes an empty disk: a file of {@code bytes} zero bytes that takes no room, readable by its
   * owner only.
   */
  public static void createDisk(Path file, long bytes) throws IOException {
    Files.deleteIfExists(file);
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      channel.truncate(0);
      channel.write(ByteBuffer.allocate(1), bytes - 1);
    }
  }

  /**
   * Runs a build script; it prints its result's path on standard output and all else on standard
   * error.
   */
  private static String run(Path script, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      int exitCode = process.waitFor();
      if (exitCode != 0) {
        throw new GuestException(script + " failed with exit code " + exitCode);
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new GuestException("interrupted while " + script + " ran", e);
    }
    return output.strip();
  }
}
