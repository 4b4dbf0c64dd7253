package org.kexshot.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

/** All that can be read of a dump, as lines of text to compare with. */
public final class DumpText {
  private final StringBuilder text = new StringBuilder();

  private DumpText() {}

  /** Describes a dump of few frames. */
  public static String of(Dump dump) throws IOException {
    DumpText lines = new DumpText();
    lines.add("format", dump.formatName());
    lines.add("architecture", dump.architecture().machine());
    dump.takenAt().ifPresent(time -> lines.add("taken", time.toString()));
    dump.dumpLevel().ifPresent(level -> lines.add("level", level.toString()));
    dump.problems().forEach(problem -> lines.add("problem", problem));
    dump.vmcoreinfo()
        .ifPresent(
            info ->
                new String(info.bytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .forEach(line -> lines.add("vmcoreinfo", line)));
    for (ElfNotes.Note note : dump.notes().notes()) {
      lines.add("note", "%s %d %s".formatted(note.name(), note.type(), sha256(note.descriptor())));
    }
    lines.addMemory(dump.memory());
    return lines.text.toString();
  }

  private void addMemory(PhysicalMemory memory) throws IOException {
    byte[] page = new byte[Page.SIZE];
    for (PhysicalRange range : memory.ram()) {
      add("ram", "0x%x-0x%x".formatted(range.start(), range.end()));
      for (long pfn = range.start() >>> Page.SHIFT; pfn << Page.SHIFT < range.end(); pfn++) {
        PageState state = memory.state(pfn);
        String what = state.name().toLowerCase(Locale.ROOT);
        if (state == PageState.PRESENT) {
          memory.readFrame(pfn, ByteBuffer.wrap(page));
          what = sha256(page);
        }
        add("frame", "0x%x %s".formatted(pfn, what));
      }
    }
  }

  private void add(String name, String value) {
    text.append(name).append(' ').append(value).append('\n');
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
