package org.kexshot.capture.kernel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.kexshot.kexec.AssembledProgram;
import org.kexshot.kexec.boot.CpioArchive;

/**
 * Packs B's initial file system when the toolkit is built, or where its package is installed:
 * process 1, a Java runtime of the target's architecture, the agent and JNA's library. Nothing of
 * the target's is executed.
 */
public final class FileSystemPacker {
  /** What of the toolkit's jars the agent and a resume need. */
  static final List<String> AGENT_CLASSES =
      List.of(
          "org/kexshot/address/",
          "org/kexshot/io/",
          "org/kexshot/memory/",
          "org/kexshot/vmcoreinfo/",
          "org/kexshot/paging/",
          "org/kexshot/filter/",
          "org/kexshot/format/",
          "org/kexshot/capture/CaptureFigures",
          "org/kexshot/capture/agent/",
          "org/kexshot/capture/channel/",
          "org/kexshot/linux/",
          "org/kexshot/kexec/",
          "org/kexshot/hibernate/",
          "org/kexshot/device/",
          "org/kexshot/types/",
          "com/sun/jna/");

  /** JNA's library, by architecture as the kernel calls it. */
  private static final Map<String, String> JNA_LIBRARIES =
      Map.of(
          "i386", "com/sun/jna/linux-x86/libjnidispatch.so",
          "x86_64", "com/sun/jna/linux-x86-64/libjnidispatch.so");

  private FileSystemPacker() {}

  /**
   * @param arguments the architecture, {@code i386} or {@code x86_64}; the runtime's tree, with
   *     {@code jre}, {@code lib} and where the loader lies; the directory of the toolkit's jars;
   *     and the archive to write, whose hash goes beside it
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 4 || !JNA_LIBRARIES.containsKey(arguments[0])) {
      throw new IllegalArgumentException("i386|x86_64 RUNTIME JARS OUTPUT expected");
    }
    pack(arguments[0], Path.of(arguments[1]), Path.of(arguments[2]), Path.of(arguments[3]));
  }

  private static void pack(String architecture, Path runtime, Path jars, Path output)
      throws IOException {
    Files.createDirectories(output.toAbsolutePath().getParent());
    Path unfinished = output.resolveSibling(output.getFileName() + ".unfinished");
    MessageDigest digest = sha256();
    try (OutputStream file = new DigestOutputStream(Files.newOutputStream(unfinished), digest);
        OutputStream compressed = new BestGzip(file)) {
      CpioArchive archive = new CpioArchive(compressed);
      for (String directory : List.of("dev", "proc", "sys", "tmp", "agent")) {
        archive.directory(directory);
      }
      archive.characterDevice("dev/console", 5, 1);
      archive.file("init", true, AssembledProgram.resource(architecture + "/init"));
      archive.file("agent/agent.jar", false, agentJar(jars));
      archive.file("agent/libjnidispatch.so", true, library(jars, JNA_LIBRARIES.get(architecture)));
      for (String top : List.of("jre", "lib", "lib64")) {
        if (Files.isDirectory(runtime.resolve(top))) {
          addTree(archive, runtime, top);
        }
      }
      archive.finish();
    }
    Files.writeString(
        Path.of(output + ".sha256"), HexFormat.of().formatHex(digest.digest()) + "\n");
    Files.move(unfinished, output, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void addTree(CpioArchive archive, Path root, String top) throws IOException {
    try (Stream<Path> paths = Files.walk(root.resolve(top)).sorted()) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        String name = root.relativize(path).toString();
        if (Files.isSymbolicLink(path)) {
          archive.link(name, Files.readSymbolicLink(path).toString());
        } else if (Files.isDirectory(path)) {
          archive.directory(name);
        } else {
          archive.file(name, Files.isExecutable(path), Files.readAllBytes(path));
        }
      }
    }
  }

  /** The agent's classes in one jar, stored: the archive around it is compressed once. */
  private static byte[] agentJar(Path jars) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.setMethod(ZipOutputStream.STORED);
      for (Path jar : jarsIn(jars)) {
        try (ZipFile in = new ZipFile(jar.toFile())) {
          for (ZipEntry entry : (Iterable<ZipEntry>) in.stream().<ZipEntry>map(e -> e)::iterator) {
            String name = entry.getName();
            boolean wanted = name.endsWith(".class") || name.contains("/restore.");
            if (wanted && AGENT_CLASSES.stream().anyMatch(name::startsWith)) {
              store(out, name, in.getInputStream(entry).readAllBytes());
            }
          }
        }
      }
    }
    return bytes.toByteArray();
  }

  private static void store(ZipOutputStream out, String name, byte[] contents) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(contents);
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0);
    entry.setSize(contents.length);
    entry.setCrc(crc.getValue());
    out.putNextEntry(entry);
    out.write(contents);
    out.closeEntry();
  }

  /** From beside the jars, where a toolkit has libraries unpacked, or else from one of the jars. */
  private static byte[] library(Path jars, String name) throws IOException {
    Path unpacked = jars.resolveSibling("native").resolve(name);
    if (Files.isRegularFile(unpacked)) {
      return Files.readAllBytes(unpacked);
    }
    for (Path jar : jarsIn(jars)) {
      try (ZipFile in = new ZipFile(jar.toFile())) {
        ZipEntry entry = in.getEntry(name);
        if (entry != null) {
          return in.getInputStream(entry).readAllBytes();
        }
      }
    }
    throw new IOException(
        "%s: no jar in it has %s, nor is there %s".formatted(jars, name, unpacked));
  }

  private static List<Path> jarsIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** gzip at its best compression. */
  private static final class BestGzip extends GZIPOutputStream {
    BestGzip(OutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
