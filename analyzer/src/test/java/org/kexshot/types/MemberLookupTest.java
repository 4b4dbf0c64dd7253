package org.kexshot.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kexshot.types.BtfBuilder.Field;

class MemberLookupTest {
  private final BtfBuilder btf = new BtfBuilder();
  private final int u8 = btf.integer("unsigned char", 1, false);
  private final int u16 = btf.integer("unsigned short", 2, false);
  private final int u32 = btf.integer("unsigned int", 4, false);
  private final int u64 = btf.integer("long unsigned int", 8, false);

  private KernelType type(String struct) throws TypeException {
    return new TypeTable(Btf.parse("test", btf.bytes()), 8).struct(struct);
  }

  private MemberLookup lookup(String struct) throws TypeException {
    KernelType type = type(struct);
    return new MemberLookup(type, type.size());
  }

  private static String path(MemberLookup lookup, long byteOffset) {
    return lookup.at(8 * byteOffset).map(MemberPlace::path).orElse("(none)");
  }

  @Test
  void nestedStructuresAreGoneThrough() throws Exception {
    int inner =
        btf.struct("lock", 8, List.of(new Field("owner", u16, 0, 0), new Field("n", u32, 32, 0)));
    int middle = btf.struct("ref", 16, List.of(new Field("lock", inner, 64, 0)));
    btf.struct(
        "outer", 32, List.of(new Field("first", u64, 0, 0), new Field("d_ref", middle, 64, 0)));
    MemberLookup outer = lookup("outer");
    assertThat(path(outer, 0)).isEqualTo("first");
    assertThat(path(outer, 7)).isEqualTo("first");
    assertThat(path(outer, 16)).isEqualTo("d_ref.lock.owner");
    assertThat(path(outer, 23)).isEqualTo("d_ref.lock.n");
    MemberPlace count = outer.at(8 * 21).orElseThrow();
    assertThat(count.offset()).isEqualTo(20);
    assertThat(count.end()).isEqualTo(24);
    assertThat(count.member().type().spelled()).isEqualTo("unsigned int");
    assertThat(type("outer").member(count.path()).orElseThrow().offset()).isEqualTo(20);
  }

  @Test
  void paddingAndWhatLiesBehindAreNoMembers() throws Exception {
    btf.struct("padded", 16, List.of(new Field("small", u8, 0, 0), new Field("large", u64, 64, 0)));
    MemberLookup padded = lookup("padded");
    assertThat(padded.at(8)).isEmpty();
    assertThat(padded.at(8 * 7)).isEmpty();
    assertThat(padded.at(8 * 16)).isEmpty();
    assertThat(padded.at(-1)).isEmpty();
  }

  @Test
  void elementsOfArraysAreNumberedAndCounted() throws Exception {
    int pair =
        btf.struct("pair", 8, List.of(new Field("a", u32, 0, 0), new Field("b", u32, 32, 0)));
    int row = btf.array(pair, 3);
    btf.struct(
        "table",
        56,
        List.of(new Field("size", u64, 0, 0), new Field("rows", btf.array(row, 2), 64, 0)));
    MemberPlace place = lookup("table").at(8 * (8 + 24 + 8 + 4)).orElseThrow();
    assertThat(place.path()).isEqualTo("rows[1][1].b");
    assertThat(place.general()).isEqualTo("rows[][].b");
    assertThat(place.offset()).isEqualTo(44);
  }

  @Test
  void aTextIsOneMember() throws Exception {
    int letter = btf.integer("char", 1, true);
    btf.struct("task", 24, List.of(new Field("comm", btf.array(letter, 16), 32, 0)));
    MemberPlace comm = lookup("task").at(8 * 9).orElseThrow();
    assertThat(comm.path()).isEqualTo("comm");
    assertThat(comm.offset()).isEqualTo(4);
    assertThat(comm.end()).isEqualTo(20);
  }

  /** The second member covers what is padding in the first. */
  @Test
  void ofAUnionTheFirstMemberThatCoversIsTaken() throws Exception {
    int list =
        btf.struct("", 16, List.of(new Field("next", u64, 0, 0), new Field("tag", u8, 64, 0)));
    int union =
        btf.union(
            "", 16, List.of(new Field("", list, 0, 0), new Field("raw", btf.array(u64, 2), 0, 0)));
    btf.struct("page", 24, List.of(new Field("flags", u64, 0, 0), new Field("", union, 64, 0)));
    MemberLookup page = lookup("page");
    assertThat(path(page, 8)).isEqualTo("next");
    assertThat(path(page, 16)).isEqualTo("tag");
    assertThat(path(page, 17)).isEqualTo("raw[1]");
  }

  @Test
  void bitFieldsAreToldByTheBit() throws Exception {
    btf.struct(
        "flags",
        4,
        List.of(
            new Field("plain", u8, 0, 0),
            new Field("low", u8, 8, 5),
            new Field("high", u16, 13, 6),
            new Field("last", u8, 20, 1)));
    MemberLookup flags = lookup("flags");
    assertThat(flags.at(12).map(MemberPlace::path)).contains("low");
    assertThat(flags.at(13).map(MemberPlace::path)).contains("high");
    assertThat(flags.at(18).map(MemberPlace::path)).contains("high");
    assertThat(flags.at(19)).isEmpty();
    MemberPlace high = flags.at(16).orElseThrow();
    assertThat(high.endBit()).isEqualTo(19);
    assertThat(high.end()).isEqualTo(3);
    assertThat(flags.at(20).map(MemberPlace::path)).contains("last");
  }

  /** As the processors of an mm_struct: the object is larger than its type. */
  @Test
  void anArrayWithoutASizeReachesToTheObjectsEnd() throws Exception {
    btf.struct(
        "mm",
        8,
        List.of(new Field("count", u64, 0, 0), new Field("bits", btf.array(u64, 0), 64, 0)));
    MemberLookup mm = new MemberLookup(type("mm"), 24);
    assertThat(path(mm, 16)).isEqualTo("bits[1]");
    assertThat(path(mm, 24)).isEqualTo("(none)");
  }

  /** As the name of a proc_dir_entry: a place without bytes would be asked about without end. */
  @Test
  void charactersWithoutANumberAreToldOneByOne() throws Exception {
    btf.struct(
        "entry",
        8,
        List.of(new Field("mode", u64, 0, 0), new Field("name", btf.array(u8, 0), 64, 0)));
    btf.struct(
        "old",
        9,
        List.of(new Field("mode", u64, 0, 0), new Field("name", btf.array(u8, 1), 64, 0)));
    for (String struct : List.of("entry", "old")) {
      MemberPlace letter = new MemberLookup(type(struct), 24).at(8 * 11).orElseThrow();
      assertThat(letter.path()).isEqualTo("name[3]");
      assertThat(letter.general()).isEqualTo("name[]");
      assertThat(letter.offset()).isEqualTo(11);
      assertThat(letter.end()).isEqualTo(12);
    }
  }

  /** An array without a size marks a place where others follow. */
  @Test
  void anArrayWithoutASizeInTheMiddleCoversNothing() throws Exception {
    btf.struct(
        "marked",
        16,
        List.of(new Field("headers", btf.array(u8, 0), 0, 0), new Field("x", u64, 64, 0)));
    assertThat(lookup("marked").at(0)).isEmpty();
  }

  @Test
  void severalObjectsOneBehindTheOtherAreNumbered() throws Exception {
    btf.struct("head", 8, List.of(new Field("first", u64, 0, 0)));
    MemberLookup heads = MemberLookup.ofElements(type("head"), 4);
    assertThat(path(heads, 17)).isEqualTo("[2].first");
    assertThat(heads.at(8 * 17).map(MemberPlace::general)).contains("[].first");
    assertThat(path(heads, 32)).isEqualTo("(none)");
  }

  @Test
  void whatNestsInItselfComesToAnEnd() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          BtfBuilder damaged = new BtfBuilder();
          damaged.struct("selfish", 8, List.of(new Field("", 1, 0, 0), new Field("", 1, 0, 0)));
          KernelType type = new TypeTable(Btf.parse("test", damaged.bytes()), 8).struct("selfish");
          assertThat(new MemberLookup(type, 8).at(0)).isEqualTo(Optional.empty());
        });
  }
}
