package org.kexshot.capture.modules;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The directory of a kernel's modules, {@code /lib/modules/RELEASE}, as {@code depmod} described
 * it: see {@code modules.dep(5)}. A module's name is its file's, with underscores for hyphens.
 */
final class ModuleDirectory {
  private final Path path;

  /** A module's file and those of the modules whose symbols it uses, relative to the directory. */
  private final Map<String, List<String>> files = new HashMap<>();

  /** What else a module wants to be loaded before it. */
  private final Map<String, List<String>> softDependencies = new HashMap<>();

  private final Set<String> builtIn = new HashSet<>();

  private ModuleDirectory(Path path) {
    this.path = path;
  }

  /** Reads the lists: some thousand lines with a distribution's kernel. */
  static ModuleDirectory read(Path path) throws IOException {
    ModuleDirectory directory = new ModuleDirectory(path);
    for (String line : lines(path.resolve("modules.dep"))) {
      List<String> names = new ArrayList<>(List.of(line.replaceFirst(":", "").split("\\s+")));
      directory.files.put(nameOf(names.get(0)), names);
    }
    for (String line : lines(path.resolve("modules.builtin"))) {
      directory.builtIn.add(nameOf(line));
    }
    Path soft = path.resolve("modules.softdep");
    if (Files.exists(soft)) {
      for (String line : lines(soft)) {
        directory.addSoftDependencies(List.of(line.split("\\s+")));
      }
    }
    return directory;
  }

  /** {@code softdep NAME pre: NAME... post: NAME...}; what comes after the module can wait. */
  private void addSoftDependencies(List<String> words) {
    int start = words.indexOf("pre:");
    if (start == 2) {
      int end = words.indexOf("post:");
      softDependencies.put(
          nameOf(words.get(1)), words.subList(start + 1, end < 0 ? words.size() : end));
    }
  }

  /** Whether there is a file of this module. */
  boolean has(String name) {
    return files.containsKey(nameOf(name));
  }

  /** Whether the kernel has the module built in. */
  boolean isBuiltIn(String name) {
    return builtIn.contains(nameOf(name));
  }

  /** The files of these modules and of all they need, in the order in which they can be loaded. */
  List<Path> filesOf(Collection<String> names) {
    Set<String> order = new LinkedHashSet<>();
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      add(nameOf(name), order, seen);
    }
    return order.stream().map(name -> path.resolve(files.get(name).get(0))).toList();
  }

  private void add(String name, Set<String> order, Set<String> seen) {
    if (!files.containsKey(name) || !seen.add(name)) {
      return;
    }
    for (String before : softDependencies.getOrDefault(name, List.of())) {
      add(nameOf(before), order, seen);
    }
    List<String> dependencies = files.get(name);
    for (String before : dependencies.subList(1, dependencies.size())) {
      add(nameOf(before), order, seen);
    }
    order.add(name);
  }

  /** {@code kernel/drivers/block/virtio-blk.ko.xz} is {@code virtio_blk}. */
  static String nameOf(String file) {
    String last = file.substring(file.lastIndexOf('/') + 1);
    int suffix = last.indexOf(".ko");
    return (suffix < 0 ? last : last.substring(0, suffix)).replace('-', '_');
  }

  private static List<String> lines(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new IOException(
          "%s: no such file; `depmod %s` makes it".formatted(file, file.getParent().getFileName()),
          e);
    } catch (CharacterCodingException e) {
      throw new IOException(file + ": damaged, it is not text; `depmod` makes it again", e);
    }
    return Arrays.stream(text.split("\n"))
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }
}
