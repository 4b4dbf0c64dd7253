package org.kexshot.cli.shell;

import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.kexshot.kernel.FactReader;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.process.Task;
import org.kexshot.kernel.process.TaskList;
import org.kexshot.kernel.slab.SlabCache;
import org.kexshot.kernel.slab.SlabCacheList;
import org.kexshot.kernel.value.SymbolSearch;
import org.kexshot.types.Btf;
import org.kexshot.types.TypeKind;

/** Names in the image that is kept, by how they begin. What cannot be read has no names. */
final class ImageNames {
  /** More than anybody reads. */
  private static final int MOST = 1000;

  private static final FactReader<SortedSet<String>> TYPES = ImageNames::readTypes;

  private final KeptImage kept;

  ImageNames(KeptImage kept) {
    this.kept = kept;
  }

  /** Symbols of the kernel and its modules; none for no letter at all. */
  List<String> symbols(String start) {
    return start.isEmpty()
        ? List.of()
        : read(
            kernel ->
                new SymbolSearch(kernel)
                    .named(start + "*").items().stream()
                        .map(found -> found.symbol().name())
                        .filter(name -> name.startsWith(start))
                        .limit(MOST)
                        .toList());
  }

  /** Structures and unions; none for no letter at all. */
  List<String> types(String start) {
    return start.isEmpty()
        ? List.of()
        : read(
            kernel ->
                kernel.once(TYPES).tailSet(start).stream()
                    .takeWhile(name -> name.startsWith(start))
                    .limit(MOST)
                    .toList());
  }

  /** Slab caches. */
  List<String> caches(String start) {
    return read(
        kernel ->
            SlabCacheList.read(kernel).items().stream()
                .map(SlabCache::name)
                .filter(name -> name.startsWith(start))
                .toList());
  }

  /** Processes whose number or name begins so. */
  List<Task> processes(String start) {
    return read(
        kernel ->
            TaskList.read(kernel, pid -> true).items().stream()
                .filter(
                    task ->
                        Integer.toString(task.pid()).startsWith(start)
                            || task.comm().startsWith(start))
                .toList());
  }

  private <T> List<T> read(FactReader<List<T>> reader) {
    try {
      return kept.image().isPresent() ? reader.read(kept.image().get().kernel()) : List.of();
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  private static SortedSet<String> readTypes(KernelImage kernel) throws IOException {
    Btf types = kernel.btf();
    SortedSet<String> names = new TreeSet<>();
    for (int id = types.firstId(); id < types.endId(); id++) {
      TypeKind kind = types.kind(id);
      if (kind == TypeKind.STRUCT || kind == TypeKind.UNION) {
        names.add(types.name(id));
      }
    }
    names.remove("");
    return names;
  }
}
