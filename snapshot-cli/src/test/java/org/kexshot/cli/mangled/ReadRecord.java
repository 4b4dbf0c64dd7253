package org.kexshot.cli.mangled;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.kexshot.address.Architecture;
import org.kexshot.format.Dump;
import org.kexshot.format.ElfNotes;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.inspect.ImageSummary;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.MemoryImage;
import org.kexshot.kind.ObjectKind;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.objects.KernelObjectKinds;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Which words of an image each reader reads: those of a task list, of maple trees, slabs, vmalloc
 * areas, the log, kallsyms, BTF, page tables and descriptors, each where it lies.
 */
final class ReadRecord {
  private final Map<String, int[]> words = new LinkedHashMap<>();
  private final BitSet known = new BitSet();

  /** A dump of which another memory is read. */
  private record Recorded(Dump dump, PhysicalMemory memory) implements Dump {
    @Override
    public String formatName() {
      return dump.formatName();
    }

    @Override
    public Architecture architecture() {
      return dump.architecture();
    }

    @Override
    public Optional<Vmcoreinfo> vmcoreinfo() {
      return dump.vmcoreinfo();
    }

    @Override
    public ElfNotes notes() {
      return dump.notes();
    }

    @Override
    public void close() throws IOException {
      dump.close();
    }
  }

  private interface Reader {
    void read(KernelImage image) throws IOException;
  }

  private ReadRecord() {}

  /** Runs all readers over a whole image. */
  static ReadRecord of(Path image) throws IOException {
    ReadRecord record = new ReadRecord();
    try (Dump dump = DumpFiles.open(image)) {
      RecordingMemory memory = new RecordingMemory(dump.memory());
      Dump recorded = new Recorded(dump, memory);
      record.add("paging", memory, recorded, kernel -> {});
      record.add("kallsyms", memory, recorded, KernelImage::symbols);
      record.add("BTF", memory, recorded, KernelImage::types);
      for (ObjectKind<?> kind : KernelObjectKinds.all()) {
        record.add(kind.name(), memory, recorded, kind::read);
      }
      ImageSummary.of(MemoryImage.of(recorded));
      record.put("owners", memory.take());
    }
    return record;
  }

  private void add(String name, RecordingMemory memory, Dump dump, Reader reader)
      throws IOException {
    reader.read(KernelImage.open(dump));
    put(name, memory.take());
  }

  /** Words that were read before are their earlier reader's. */
  private void put(String name, BitSet read) {
    read.andNot(known);
    known.or(read);
    if (!read.isEmpty()) {
      words.put(name, read.stream().toArray());
    }
  }

  /** The readers, by what they read. */
  List<String> readers() {
    return List.copyOf(words.keySet());
  }

  /** How many words of four bytes a reader read. */
  int count(String reader) {
    return words.get(reader).length;
  }

  /** Physical address of one of the words that a reader read. */
  long anyWord(String reader, Random random) {
    int[] read = words.get(reader);
    return RecordingMemory.address(read[random.nextInt(read.length)]);
  }
}
