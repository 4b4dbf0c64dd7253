package org.kexshot.symbols;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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
    ABSOLUTE,
    /** Since Linux 7: each from its own place, and the list sorted by name comes last. */
    FROM_PLACE
  }

  /** How the tables follow each other. */
  public enum Order {
    /** Before 4.20: as next, but markers and the number of symbols are as wide as a pointer. */
    WIDE_MARKERS,
    /** Until 6.3: addresses before the number of symbols. */
    ADDRESSES_FIRST,
    /** Addresses behind the tokens. */
    ADDRESSES_LAST
  }

  /** Where memory is written. */
  public interface Sink {
    void write(long address, byte[] bytes);
  }

  private final List<Entry> entries;
  private final int pointerSize;
  private final Form form;
  private final boolean sortedNames;
  private final Order order;

  /** Lays out the tables as late kernels do. */
  public KallsymsBuilder(List<Entry> entries, int pointerSize, Form form, boolean sortedNames) {
    this(entries, pointerSize, form, sortedNames, Order.ADDRESSES_LAST);
  }

  /**
   * @param sortedNames whether the list sorted by name is written
   */
  public KallsymsBuilder(
      List<Entry> entries, int pointerSize, Form form, boolean sortedNames, Order order) {
    this.entries = new ArrayList<>(entries);
    this.entries.sort((a, b) -> Long.compareUnsigned(a.address(), b.address()));
    this.pointerSize = pointerSize;
    this.form = form;
    this.sortedNames = sortedNames;
    this.order = order;
  }

  /** Writes the tables from an address on; gives VMCOREINFO's lines for them. */
  public String write(long at, Sink sink) {
    List<String> lines = new ArrayList<>();
    if (order != Order.ADDRESSES_LAST) {
      at = writeAddresses(at, sink, lines);
    }
    int markerBytes = order == Order.WIDE_MARKERS ? pointerSize : 4;
    at = put("kallsyms_num_syms", number(entries.size(), markerBytes), at, sink, lines);
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    ByteArrayOutputStream markers = new ByteArrayOutputStream();
    for (int i = 0; i < entries.size(); i++) {
      if (i % 256 == 0) {
        markers.writeBytes(number(names.size(), markerBytes));
      }
      writeName(entries.get(i), names);
    }
    at = put("kallsyms_names", names.toByteArray(), at, sink, lines);
    at = put("kallsyms_markers", markers.toByteArray(), at, sink, new ArrayList<>());
    if (sortedNames && form != Form.FROM_PLACE) {
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
    if (order == Order.ADDRESSES_LAST) {
      at = writeAddresses(at, sink, lines);
    }
    if (sortedNames && form == Form.FROM_PLACE) {
      put("kallsyms_seqs_of_names", sequence(), at, sink, new ArrayList<>());
    }
    return String.join("\n", lines) + "\n";
  }

  /** Token 1 is a common word, printable characters are themselves, others are unused words. */
  private static String token(int number) {
    if (number == 1) {
      return "list_";
    }
    return number > ' ' && number <= '~' ? String.valueOf((char) number) : "word" + number;
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

  private long writeAddresses(long at, Sink sink, List<String> lines) {
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
        case FROM_PLACE -> table.writeBytes(number(entry.address() - at - table.size(), 4));
        case RELATIVE -> table.writeBytes(number(entry.address() - base, 4));
        case ABSOLUTE_PERCPU ->
            table.writeBytes(
                number(entry.address() >= 0 ? entry.address() : base - 1 - entry.address(), 4));
      }
    }
    if (form == Form.ABSOLUTE) {
      return put("kallsyms_addresses", table.toByteArray(), at, sink, lines);
    }
    at = put("kallsyms_offsets", table.toByteArray(), at, sink, lines);
    if (form == Form.FROM_PLACE) {
      return at;
    }
    return put("kallsyms_relative_base", number(base, pointerSize), at, sink, lines);
  }

  private long put(String name, byte[] bytes, long at, Sink sink, List<String> lines) {
    int alignment = form == Form.FROM_PLACE ? Integer.BYTES : pointerSize;
    byte[] padded = Arrays.copyOf(bytes, bytes.length + alignment - 1 & -alignment);
    sink.write(at, padded);
    lines.add("SYMBOL(%s)=%x".formatted(name, at));
    return at + padded.length;
  }

  private static byte[] number(long value, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (value >>> 8 * i);
    }
    return bytes;
  }
}
