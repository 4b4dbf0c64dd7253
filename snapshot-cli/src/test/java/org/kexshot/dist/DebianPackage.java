package org.kexshot.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A package as {@code build-deb} makes it of the toolkit that was built with the tests. */
record DebianPackage(Path file) {
  static final String VERSION = "0.1.0~test1";

  /** Of the last seconds of 2025. */
  private static final Map<String, String> TIME = Map.of("SOURCE_DATE_EPOCH", "1767225599");

  /**
   * Packed by no compressor, which would take a minute each; how small they get, the recipe itself
   * holds.
   */
  static final Map<String, String> UNPACKED = Map.of("KEXSHOT_COMPRESSION", "-Znone");

  /**
   * Makes one.
   *
   * @param architecture as the kernel calls it
   * @param environment of the recipe
   */
  static DebianPackage make(String architecture, Path output, Map<String, String> environment)
      throws IOException, InterruptedException {
    Map<String, String> all = new HashMap<>(TIME);
    all.putAll(environment);
    String said =
        DebianRoot.run(
                all,
                "src/main/dist/build-deb",
                architecture,
                "target/toolkit",
                VERSION,
                output.toString())
            .succeeded()
            .strip();
    return new DebianPackage(Path.of(said.substring(said.lastIndexOf('\n') + 1)));
  }

  /** The same one with a higher version. */
  DebianPackage successor(String version, Path directory) throws IOException, InterruptedException {
    Path unpacked = directory.resolve("unpacked");
    DebianRoot.run(Map.of(), "dpkg-deb", "-R", file.toString(), unpacked.toString()).succeeded();
    Path control = unpacked.resolve("DEBIAN/control");
    Files.writeString(control, Files.readString(control).replace(VERSION, version));
    Path next = directory.resolve("next.deb");
    DebianRoot.run(Map.of(), "dpkg-deb", "-Znone", "-b", unpacked.toString(), next.toString())
        .succeeded();
    DebianRoot.run(Map.of(), "rm", "-rf", unpacked.toString()).succeeded();
    return new DebianPackage(next);
  }

  /** A field of its control file. */
  String field(String name) throws IOException, InterruptedException {
    return DebianRoot.run(Map.of(), "dpkg-deb", "-f", file.toString(), name).succeeded().strip();
  }

  /** Its files with rights and owners, as {@code tar -tv} lists them. */
  List<String> listing() throws IOException, InterruptedException {
    return DebianRoot.run(Map.of(), "dpkg-deb", "-c", file.toString()).succeeded().lines().toList();
  }
}
