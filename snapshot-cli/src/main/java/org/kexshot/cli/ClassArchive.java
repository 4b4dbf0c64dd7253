package org.kexshot.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The archive of loaded classes that the launcher gives to the Java runtime: with it a command
 * starts without reading, checking and linking some two thousand classes. It fits the one build of
 * the runtime that wrote it; another one ignores it.
 */
final class ClassArchive {
  /** In a training, a dump to practise on. */
  private static final String IMAGE = "IMAGE";

  /** In a training, a dump without a kernel, which needs none to be given. */
  private static final String BLANK = "BLANK";

  /** In a training, a file to be written. */
  private static final String OUT = "OUT";

  /** In a training, a repository with a dump in it. */
  private static final String REPOSITORY = "REPOSITORY";

  /**
   * Libraries of many classes of which few are ever used, or whose classes are signed, which no
   * archive takes. To look at each would take the better part of the time.
   */
  private static final Pattern FEW_USED = Pattern.compile("(bcprov|commons)-.*");

  private static final String CLASS = ".class";

  /** Where our own classes lie. */
  private static final String OWN = "org/kexshot/";

  private final Path libraries;
  private final Optional<Path> dump;
  private final String java;

  /**
   * @param libraries the toolkit's {@code lib}, into which the archive goes
   * @param dump to practise on, if there is one
   */
  ClassArchive(Path libraries, Optional<Path> dump) {
    this.libraries = libraries;
    this.dump = dump;
    this.java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Where the launcher looks for it. */
  Path file() {
    return libraries.resolve("kexshot-" + System.getProperty("os.arch") + ".jsa");
  }

  /**
   * Writes it in some seconds.
   *
   * @throws IOException if the directory cannot be written, or the runtime says no
   */
  void write() throws IOException {
    Path directory = Files.createTempDirectory(libraries, ".classes");
    try {
      Path list = directory.resolve("list");
      Files.write(list, classes(directory));
      Path unfinished = directory.resolve("archive");
      String said =
          runJava(
              "-XX:+UseG1GC",
              "-Xshare:dump",
              "-Xlog:disable",
              "-Xlog:all=error:stderr",
              "-XX:SharedClassListFile=" + list,
              "-XX:SharedArchiveFile=" + unfinished,
              "-jar",
              jar());
      if (!Files.exists(unfinished)) {
        throw new IOException(java + " -Xshare:dump wrote no archive: " + said);
      }
      Files.move(unfinished, file(), StandardCopyOption.REPLACE_EXISTING);
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> left = Files.walk(directory)) {
      for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** Writes the list of classes alone, of which the runtime of another machine can make one. */
  void writeList(Path file) throws IOException {
    Path directory = Files.createTempDirectory(libraries, ".classes");
    try {
      Files.write(file, classes(directory));
    } finally {
      delete(directory);
    }
  }

  /** In the runtime's format; what it generates for a class comes after the class. */
  private Collection<String> classes(Path directory) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    Set<String> generated = new LinkedHashSet<>();
    Path loaded = directory.resolve("loaded");
    for (List<String> line : training(directory)) {
      List<String> arguments =
          new ArrayList<>(
              List.of("-Xshare:off", "-XX:DumpLoadedClassList=" + loaded, "-jar", jar()));
      arguments.addAll(line);
      runJava(arguments.toArray(new String[0]));
      for (String name : Files.readAllLines(loaded)) {
        if (!name.startsWith("#")) {
          (name.startsWith("@") ? generated : names).add(name);
        }
      }
    }
    addAll(names, generated);
    names.addAll(generated);
    return names;
  }

  /**
   * The classes of the jars, but for those of which few are used, and what the runtime generates
   * for the lambdas of our own.
   */
  private void addAll(Set<String> names, Set<String> generated) throws IOException {
    LambdaClasses lambdas = new LambdaClasses(generated);
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(libraries, "*.jar")) {
      for (Path jar : jars) {
        if (FEW_USED.matcher(jar.getFileName().toString()).matches()) {
          continue;
        }
        try (ZipFile zip = new ZipFile(jar.toFile())) {
          for (ZipEntry entry : Collections.list(zip.entries())) {
            String file = entry.getName();
            if (!file.endsWith(CLASS)
                || file.startsWith("META-INF/")
                || file.endsWith("-info" + CLASS)) {
              continue;
            }
            names.add(file.substring(0, file.length() - CLASS.length()));
            if (file.startsWith(OWN)) {
              try (InputStream bytes = zip.getInputStream(entry)) {
                lambdas.add(bytes);
              }
            }
          }
        }
      }
    }
  }

  /**
   * What between them loads what the runtime itself brings along; with a dump also what the runtime
   * generates when an image is first looked into, or rewritten. The kernel's own pages are enough
   * to practise on.
   */
  private List<List<String>> training(Path directory) throws IOException {
    Path blank = directory.resolve("blank");
    BlankDump.write(blank);
    List<List<String>> lines = new ArrayList<>(List.of(List.of("--help")));
    for (Command command : Command.values()) {
      for (String training : command.training()) {
        List<String> line = new ArrayList<>(List.of(training.split(" ")));
        Collections.replaceAll(line, OUT, directory.resolve("written" + lines.size()).toString());
        Collections.replaceAll(line, BLANK, blank.toString());
        dump.ifPresent(
            image -> {
              Collections.replaceAll(line, IMAGE, image.toAbsolutePath().toString());
              Collections.replaceAll(line, REPOSITORY, directory.resolve("repository").toString());
            });
        if (!line.contains(IMAGE) && !line.contains(REPOSITORY)) {
          lines.add(line);
        }
      }
    }
    return lines;
  }

  private String jar() {
    return libraries.resolve("kexshot.jar").toString();
  }

  /** Runs it to its end, however that is; what it printed. */
  private String runJava(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(java));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes());
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the class archive was written");
    }
    return said.strip();
  }
}
