package org.kexshot.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RecordWriterTest {
  private static final Supplier<String> CONSTANT = () -> "a function has no bytes";
  private static final Constants CONSTANTS = new Constants().with("function", CONSTANT);

  enum Colour {
    RED,
    GREEN {
      @Override
      public String toString() {
        return "has a class of its own";
      }
    }
  }

  record Part(String name, long number, Optional<Colour> colour) {}

  record Whole(
      int count,
      boolean flag,
      char letter,
      double share,
      String text,
      Part part,
      List<Part> parts,
      OptionalLong maybe,
      Map<String, Long> amounts,
      Supplier<String> constant) {}

  record Strict(long positive) {
    Strict {
      if (positive <= 0) {
        throw new IllegalArgumentException("not positive");
      }
    }
  }

  @Property
  void whatIsReadIsEqual(
      @ForAll int count,
      @ForAll boolean flag,
      @ForAll char letter,
      @ForAll double share,
      @ForAll String text,
      @ForAll long number,
      @ForAll List<String> names)
      throws RecordException {
    Part part = new Part(text, number, Optional.of(Colour.GREEN));
    Map<String, Long> amounts = new LinkedHashMap<>();
    names.forEach(name -> amounts.put(name, number));
    Whole whole =
        new Whole(
            count,
            flag,
            letter,
            share,
            text,
            part,
            names.stream().map(name -> new Part(name, -number, Optional.empty())).toList(),
            flag ? OptionalLong.of(number) : OptionalLong.empty(),
            amounts,
            CONSTANT);
    Whole read = reader(bytes(whole)).read(Whole.class);
    assertThat(read).isEqualTo(whole);
    assertThat(read.constant()).isSameAs(CONSTANT);
    assertThat(List.copyOf(read.amounts().keySet())).isEqualTo(List.copyOf(amounts.keySet()));
  }

  @Test
  void keepsLettersThatAreHalfOfOne() throws RecordException {
    for (String text : List.of("", "\ud800", "a\udc00\ud800b", "\u00ff\u0100", "\ud83d\ude00")) {
      assertThat(reader(bytes(text)).read(String.class)).isEqualTo(text);
    }
  }

  @Test
  void writesARecordThatIsMetAgainOnce() throws RecordException {
    Part part = new Part("part", 1, Optional.empty());
    List<?> read =
        reader(bytes(List.of(part, part, new Part("part", 1, Optional.empty())))).read(List.class);
    assertThat(read.get(1)).isSameAs(read.get(0));
    assertThat(read.get(2)).isEqualTo(read.get(0)).isNotSameAs(read.get(0));
  }

  @Test
  void refusesWhatIsNoPlainData() {
    assertThatThrownBy(() -> bytes(new Part[0])).isInstanceOf(RecordException.class);
    assertThatThrownBy(() -> bytes(new Part(null, 0, Optional.empty())))
        .isInstanceOf(RecordException.class);
  }

  @Test
  void refusesWhatARecordRefuses() throws RecordException {
    byte[] bytes = bytes(new Strict(1));
    bytes[bytes.length - 1] = 0;
    assertThatThrownBy(() -> reader(bytes).read(Strict.class))
        .isInstanceOf(RecordException.class)
        .hasMessageContaining("Strict");
  }

  @Test
  void makesNoOtherClasses() throws RecordException {
    String name = Part.class.getName();
    byte[] bytes = bytes(new Part("", 0, Optional.empty()));
    int at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(name);
    bytes[at] = 'x';
    assertThatThrownBy(() -> reader(bytes).read(Part.class))
        .isInstanceOf(RecordException.class)
        .hasMessageContaining("own classes");
  }

  @Test
  void refusesAnotherValueThanIsExpected() throws RecordException {
    byte[] bytes = bytes("text");
    assertThatThrownBy(() -> reader(bytes).read(Part.class))
        .isInstanceOf(RecordException.class)
        .hasMessageContaining("expected a " + Part.class.getName());
  }

  @Test
  void damagedBytesAreAValueOrRefused() throws RecordException {
    byte[] whole =
        bytes(
            List.of(
                new Part("one", 1L << 40, Optional.of(Colour.RED)),
                new Part("two", -1, Optional.of(Colour.RED)),
                Map.of("key", 3L)));
    int refused = 0;
    for (int at = 0; at < whole.length; at++) {
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) (1 << bit);
        refused += isRefused(damaged) ? 1 : 0;
      }
      assertThat(isRefused(Arrays.copyOf(whole, at))).as("cut at %d", at).isTrue();
    }
    assertThat(refused).isPositive();
  }

  private static boolean isRefused(byte[] bytes) {
    try {
      reader(bytes).read(Object.class);
      return false;
    } catch (RecordException refused) {
      return true;
    }
  }

  private static byte[] bytes(Object value) throws RecordException {
    RecordWriter writer = new RecordWriter(CONSTANTS);
    writer.write(value);
    return writer.bytes();
  }

  private static RecordReader reader(byte[] bytes) {
    return new RecordReader(bytes, CONSTANTS);
  }

  /** As somebody may write them who wants to end the program. */
  @Test
  void valuesInValuesAreBounded() {
    byte[] nested = new byte[1 << 20];
    Arrays.fill(nested, (byte) Tag.PRESENT.ordinal());
    assertThatThrownBy(() -> new RecordReader(nested, CONSTANTS).read(Optional.class))
        .isInstanceOf(RecordException.class)
        .hasMessageContaining("more than 64 times");
  }
}
