package org.kexshot.hibernate.boot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.hibernate.image.HibernationException;

/**
 * The files by which the initial file system resumes a hibernated system before it mounts the root
 * file system: for Debian's initramfs-tools (initramfs-tools(7)), and for dracut
 * (dracut.modules(7)).
 *
 * @param toolkit directory of the toolkit, as the installed system has it
 * @param architecture as the kernel calls it
 * @param device that is looked at; empty for all
 * @param modules names of the device's drivers, where they are modules
 */
public record BootFiles(
    Path toolkit, String architecture, Optional<String> device, List<String> modules) {
  private static final String ARGUMENTS =
      String.join(
          "\n",
          "-Xms8m",
          "-XX:MaxRAMPercentage=10",
          "-Xss512k",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData",
          "-Xshare:auto",
          "-Djna.boot.library.path=/agent",
          "-Djna.nounpack=true",
          "-Djna.nosys=true",
          "-cp",
          "/agent/agent.jar",
          "org.kexshot.hibernate.resume.ResumeMain");

  /** What makes a system's initial file system. */
  public enum Maker {
    INITRAMFS_TOOLS("etc/initramfs-tools", List.of("update-initramfs", "-u")) {
      @Override
      Map<String, String> files(BootFiles boot) throws IOException {
        return Map.of(
            "etc/initramfs-tools/hooks/kexshot", boot.filled("initramfs-tools-hook"),
            "etc/initramfs-tools/scripts/local-premount/kexshot", boot.filled("resume"));
      }
    },
    DRACUT("usr/lib/dracut/modules.d", List.of("dracut", "--force")) {
      @Override
      Map<String, String> files(BootFiles boot) throws IOException {
        return Map.of(
            "usr/lib/dracut/modules.d/95kexshot/module-setup.sh", boot.filled("dracut-module"),
            "usr/lib/dracut/modules.d/95kexshot/kexshot.sh", boot.filled("dracut-hook"),
            "usr/lib/dracut/modules.d/95kexshot/resume", boot.filled("resume"));
      }
    };

    private final String directory;
    private final List<String> update;

    Maker(String directory, List<String> update) {
      this.directory = directory;
      this.update = update;
    }

    /** Files by their names below the system's root. */
    abstract Map<String, String> files(BootFiles boot) throws IOException;

    /** The command that makes the initial file system again. */
    public List<String> update() {
      return update;
    }

    private boolean isThere(Path root) {
      return Files.isDirectory(root.resolve(directory));
    }
  }

  /**
   * What makes the initial file system of a system.
   *
   * @param root of its files
   * @throws HibernationException if it has neither
   */
  public static Maker maker(Path root) throws HibernationException {
    for (Maker maker : Maker.values()) {
      if (maker.isThere(root)) {
        return maker;
      }
    }
    throw new HibernationException(
        "neither /etc/initramfs-tools nor /usr/lib/dracut/modules.d is here: have your initial file"
            + " system run `kexshot resume --device DEV` before it mounts anything");
  }

  /**
   * Writes the files, each whole or not at all.
   *
   * @param root of the system's files
   * @return what was written
   */
  public List<Path> install(Maker maker, Path root) throws IOException {
    List<Path> written = new ArrayList<>();
    for (Map.Entry<String, String> file : maker.files(this).entrySet()) {
      Path path = root.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Path unfinished = path.resolveSibling("." + path.getFileName() + ".unfinished");
      Files.writeString(unfinished, file.getValue());
      Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
      written.add(path);
    }
    written.sort(null);
    return written;
  }

  /**
   * Takes the files away again.
   *
   * @return what there was
   */
  public static List<Path> uninstall(Maker maker, Path root) throws IOException {
    BootFiles any = new BootFiles(Path.of("/"), "", Optional.empty(), List.of());
    List<Path> deleted = new ArrayList<>();
    for (String name : maker.files(any).keySet()) {
      Path path = root.resolve(name);
      if (Files.deleteIfExists(path)) {
        deleted.add(path);
      }
    }
    for (Path path : deleted) {
      if (path.getParent().getFileName().toString().endsWith("kexshot")) {
        Files.deleteIfExists(path.getParent());
      }
    }
    deleted.sort(null);
    return deleted;
  }

  private String filled(String name) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("@UNPACK@", name.equals("resume") ? "" : template("unpack").stripTrailing());
    values.put("@ARGUMENTS@", ARGUMENTS);
    values.put("@TOOLKIT@", toolkit.toString());
    values.put("@ARCHITECTURE@", architecture);
    values.put("@DEVICE@", device.orElse(""));
    values.put("@MODULES@", String.join(" ", modules));
    String text = template(name);
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace(value.getKey(), value.getValue());
    }
    return text;
  }

  private static String template(String name) throws IOException {
    try (InputStream in = BootFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the toolkit was built without boot/" + name + "; build it again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
