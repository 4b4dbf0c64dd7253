package org.kexshot.symbols;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Lays out kallsyms tables as {@code scripts/kallsyms.c} does, for tests. */
public final class KallsymsBuilder {
  /** A symbol to be written. */
  public record Entry(long address, char type, String name) {}

  /** How addresses are stored. */
  public enum Form {
    RELATIVE,
    ABSOLUTE_PERCPU,
    ABSOLUTE
  }

  /** Where memory is written. */
  public interface Sink {
    void write(long address, byte[] bytes);
  }

  private final List<Entry> entries;
  private final int pointerSize;
  private final Form form;
  private final boolean sortedNames;

  /**
   * @param sortedNames whether the list sorted by name is written
   */
  public KallsymsBuilder(List<Entry> entries, int pointerSize, Form form, boolean sortedNames) {
    this.entries = new ArrayList<>(entries);
    this.entries.sort((a, b) -> Long.compareUnsigned(a.address(), b.address()));
    this.pointerSize = pointerSize;
    this.form = form;
    this.sortedNames = sortedNames;
  }

  /** Writes the tables from an address on; gives VMCOREINFO's lines for them. */
  public String write(long at, Sink sink) {
    List<String> lines = new ArrayList<>();
    at = put("kallsyms_num_syms", number(entries.size(), 4), at, sink, lines);
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    ByteArrayOutputStream markers = new ByteArrayOutputStream();
    for (int i = 0; i < entries.size(); i++) {
      if (i % 256 == 0) {
        markers.writeBytes(number(names.size(), 4));
      }
      writeName(entries.get(i), names);
    }
    at = put("kallsyms_names", names.toByteArray(), at, sink, lines);
    at = put("kallsyms_markers", markers.toByteArray(), at, sink, new ArrayList<>());
    if (sortedNames) {
      at = put("kallsyms_seqs_of_names", sequence(), at, sink, new ArrayList<>());
    }
    ByteArrayOutputStream tokens = new ByteArrayOutputStream();
    ByteArrayOutputStream index = new ByteArrayOutputStream();
    for (int token = 0; token < 256; token++) {
      index.writeBytes(number(tokens.size(), 2));
      tokens.writeBytes(token(token).getBytes(StandardCharsets.UTF_8));
      tokens.write(0);
    }
    at = put("kallsyms_token_table", tokens.toByteArray(), at, sink, lines);
    at = put("kallsyms_token_index", index.toByteArray(), at, sink, lines);
    writeAddresses(at, sink, lines);
    return String.join("\n", lines) + "\n";
  }

  /** Token 1 is a common word, all others are the characters themselves. */
  private static String token(int number) {
    return number == 1 ? "list_" : number == 0 ? "" : String.valueOf((char) number);
  }

  private static void writeName(Entry entry, ByteArrayOutputStream into) {
    byte[] encoded =
        (entry.type() + entry.name().replace("list_", "\1")).getBytes(StandardCharsets.US_ASCII);
    if (encoded.length < 0x80) {
      into.write(encoded.length);
    } else {
      into.write(encoded.length & 0x7f | 0x80);
      into.write(encoded.length >>> 7);
    }
    into.writeBytes(encoded);
  }

  private byte[] sequence() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    IntStream.range(0, entries.size())
        .boxed()
        .sorted(Comparator.comparing((Integer i) -> entries.get(i).name()).thenComparing(i -> i))
        .forEach(
            i -> {
              bytes.write(i >>> 16);
              bytes.write(i >>> 8);
              bytes.write(i);
            });
    return bytes.toByteArray();
  }

  private void writeAddresses(long at, Sink sink, List<String> lines) {
    long base =
        entries.stream()
            .filter(entry -> form != Form.ABSOLUTE_PERCPU || entry.address() < 0)
            .mapToLong(Entry::address)
            .findFirst()
            .orElse(0);
    ByteArrayOutputStream table = new ByteArrayOutputStream();
    for (Entry entry : entries) {
      switch (form) {
        case ABSOLUTE -> table.writeBytes(number(entry.address(), pointerSize));
        case RELATIVE -> table.writeBytes(number(entry.address() - base, 4));
        case ABSOLUTE_PERCPU ->
            table.writeBytes(
                number(entry.address() >= 0 ? entry.address() : base - 1 - entry.address(), 4));
      }
    }
    if (form == Form.ABSOLUTE) {
      put("kallsyms_addresses", table.toByteArray(), at, sink, lines);
    } else {
      at = put("kallsyms_offsets", table.toByteArray(), at, sink, lines);
      put("kallsyms_relative_base", number(base, pointerSize), at, sink, lines);
    }
  }

  private long put(String name, byte[] bytes, long at, Sink sink, List<String> lines) {
    sink.write(at, bytes);
    lines.add("SYMBOL(%s)=%x".formatted(name, at));
    return (at + bytes.length + pointerSize - 1) & -(long) pointerSize;
  }

  private static byte[] number(long value, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (value >>> 8 * i);
    }
    return bytes;
  }
}
