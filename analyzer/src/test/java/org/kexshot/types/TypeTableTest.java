package org.kexshot.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.types.BtfBuilder.Field;

class TypeTableTest {
  private static TypeTable table(BtfBuilder builder) throws TypeException {
    return new TypeTable(Btf.parse("test", builder.bytes()), 8);
  }

  @Test
  void membersOfAnonymousPartsAreFoundAtTheirPlace() throws Exception {
    BtfBuilder btf = new BtfBuilder();
    int u32 = btf.integer("unsigned int", 4, false);
    int inner =
        btf.struct("", 8, List.of(new Field("left", u32, 0, 0), new Field("right", u32, 32, 0)));
    int union =
        btf.union("", 8, List.of(new Field("", inner, 0, 0), new Field("whole", u32, 0, 0)));
    int named =
        btf.struct("pair", 8, List.of(new Field("a", u32, 0, 0), new Field("b", u32, 32, 0)));
    btf.struct(
        "outer",
        32,
        List.of(
            new Field("first", u32, 0, 0),
            new Field("", union, 64, 0),
            new Field("pair", named, 128, 0)));
    KernelType outer = table(btf).struct("outer");

    assertThat(outer.size()).isEqualTo(32);
    assertThat(outer.member("right").orElseThrow().offset()).isEqualTo(12);
    assertThat(outer.member("whole").orElseThrow().offset()).isEqualTo(8);
    assertThat(outer.member("pair.b").orElseThrow().offset()).isEqualTo(20);
    assertThat(outer.member("pair.b").orElseThrow().type().spelled()).isEqualTo("unsigned int");
    assertThat(outer.member("pair.c")).isEmpty();
    assertThat(outer.member("b")).isEmpty();
    assertThat(outer.members()).hasSize(3);
  }

  /** As Linux 7.2 has it: more than 65,535 parts, and kinds that are not known here. */
  @Fault("BTF of Linux 7.3 has kinds that end the reading")
  @Test
  void laterKindsArePassedOverByTheirLayout() throws Exception {
    BtfBuilder btf = new BtfBuilder();
    btf.other(23, "later", 3, 5 + 3 * 8);
    btf.other(127, "last", 0, 1);
    btf.enumeration(
        "long",
        false,
        Collections.nCopies(70_000, "x"),
        IntStream.range(0, 70_000).boxed().toList());
    btf.struct("after", 12, List.of());
    int[] sizes = new int[2 * 128];
    sizes[2 * 23] = 5;
    sizes[2 * 23 + 1] = 8;
    sizes[2 * 127] = 1;
    TypeTable table = new TypeTable(Btf.parse("test", btf.bytesWithLayout(sizes)), 8);
    assertThat(table.struct("after").size()).isEqualTo(12);
    assertThat(table.type(1).kind()).isEqualTo(TypeKind.UNKNOWN);
    assertThat(table.type(1).name()).isEqualTo("later");
    assertThat(table.findEnum("long").orElseThrow().enumerators()).containsEntry("x", 69_999L);
  }

  /** Of names that are asked for often a table is made; what it finds is what a search finds. */
  @Test
  void theThousandthQuestionIsAnsweredAsTheFirst() throws Exception {
    BtfBuilder btf = new BtfBuilder();
    int u32 = btf.integer("unsigned int", 4, false);
    for (int i = 0; i < 500; i++) {
      btf.struct("", 4, List.of(new Field("whole", u32, 0, 0)));
      btf.struct("same", 4 + i, List.of());
      btf.struct("own" + i, 8 + i, List.of());
    }
    Btf types = Btf.parse("test", btf.bytes());
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 500; i++) {
        int id = types.find("own" + i, TypeKind.STRUCT);
        assertThat(types.name(id)).isEqualTo("own" + i);
        assertThat(types.sizeOrType(id)).isEqualTo(8 + i);
      }
      assertThat(types.sizeOrType(types.find("same", TypeKind.STRUCT))).isEqualTo(4);
      assertThat(types.find("own500", TypeKind.STRUCT)).isZero();
      assertThat(types.find("own", TypeKind.STRUCT)).isZero();
      assertThat(types.find("own1", TypeKind.UNION)).isZero();
    }
  }

  /** "Aa" and "BB" have one hash, and so have all 1,024 strings of ten of them. */
  @Test
  void namesThatCollideAreFoundAllTheSame() throws Exception {
    BtfBuilder btf = new BtfBuilder();
    List<String> names =
        IntStream.range(0, 1024)
            .mapToObj(
                i ->
                    IntStream.range(0, 10)
                        .mapToObj(bit -> (i >> bit & 1) == 0 ? "Aa" : "BB")
                        .collect(Collectors.joining()))
            .toList();
    for (String name : names) {
      btf.struct(name, 4, List.of());
    }
    Btf types = Btf.parse("test", btf.bytes());
    for (String name : names) {
      assertThat(types.name(types.find(name, TypeKind.STRUCT))).isEqualTo(name);
    }
    assertThat(types.find("AaBB", TypeKind.STRUCT)).isZero();
  }

  @Test
  void aLaterKindWithoutALayoutIsRefused() {
    BtfBuilder btf = new BtfBuilder();
    btf.other(23, "later", 0, 0);
    assertThatThrownBy(() -> Btf.parse("test", btf.bytesWithLayout(new int[2 * 20])))
        .isInstanceOf(TypeException.class)
        .hasMessageContaining("unknown kind 23");
    assertThatThrownBy(() -> Btf.parse("test", btf.bytes()))
        .isInstanceOf(TypeException.class)
        .hasMessageContaining("unknown kind 23");
  }

  /** 16 million parts of 255 bytes are more than an int counts. */
  @Test
  void anEntryThatRunsOverIsRefused() {
    BtfBuilder btf = new BtfBuilder();
    btf.other(23, "later", 0xff_ffff, 0);
    int[] sizes = new int[2 * 24];
    Arrays.fill(sizes, 255);
    assertThatThrownBy(() -> Btf.parse("test", btf.bytesWithLayout(sizes)))
        .isInstanceOf(TypeException.class)
        .hasMessageContaining("beyond the type section");
  }

  @Test
  void bitFieldsTellWidthAndPlace() throws Exception {
    BtfBuilder btf = new BtfBuilder();
    int u8 = btf.integer("unsigned char", 1, false);
    btf.struct(
        "flags",
        2,
        List.of(
            new Field("plain", u8, 0, 0),
            new Field("low", u8, 8, 5),
            new Field("high", u8, 13, 3)));
    KernelType flags = table(btf).struct("flags");
    Member high = flags.member("high").orElseThrow();
    assertThat(high.isBitField()).isTrue();
    assertThat(high.bitSize()).isEqualTo(3);
    assertThat(high.bitOffset()).isEqualTo(13);
    assertThat(high.offset()).isEqualTo(1);
    assertThat(flags.member("plain").orElseThrow().isBitField()).isFalse();
  }

  /** As struct orc_entry: packed, so that the number a field is a part of ends behind it. */
  @Test
  void aBitFieldAtTheEndOfAPackedStructureIsThere() throws Exception {
    BtfBuilder btf = new BtfBuilder();
    int s16 = btf.integer("short", 2, true);
    int u32 = btf.integer("unsigned int", 4, false);
    btf.struct(
        "orc_entry",
        6,
        List.of(
            new Field("offsets", s16, 0, 0),
            new Field("sp_reg", u32, 32, 4),
            new Field("last", u32, 44, 4),
            new Field("behind", u32, 45, 4)));
    KernelType entry = table(btf).struct("orc_entry");
    assertThat(entry.member("sp_reg").orElseThrow().bitOffset()).isEqualTo(32);
    assertThat(entry.member("last")).isPresent();
    assertThat(entry.member("behind")).isEmpty();
  }

  @Test
  void sizesLookThroughDefinitionsAndQualifiers() throws Exception {
    BtfBuilder btf = new BtfBuilder();
    int s64 = btf.integer("long long", 8, true);
    int definition = btf.referring(TypeKind.TYPEDEF, "s64", s64);
    int constant = btf.referring(TypeKind.CONST, "", definition);
    int array = btf.array(constant, 6);
    int arrays = btf.array(array, 2);
    int pointer = btf.pointer(constant);
    btf.struct(
        "holder",
        104,
        List.of(new Field("matrix", arrays, 0, 0), new Field("pointer", pointer, 768, 0)));
    TypeTable types = table(btf);
    KernelType holder = types.struct("holder");
    KernelType matrix = holder.member("matrix").orElseThrow().type();
    assertThat(matrix.size()).isEqualTo(96);
    assertThat(matrix.count()).isEqualTo(2);
    assertThat(matrix.element().element().isSigned()).isTrue();
    KernelType target = holder.member("pointer").orElseThrow().type();
    assertThat(target.size()).isEqualTo(8);
    assertThat(target.spelled()).isEqualTo("const s64 *");
    assertThat(target.target().kind()).isEqualTo(TypeKind.INT);
    assertThat(types.findTypedef("s64").orElseThrow().size()).isEqualTo(8);
  }

  @Test
  void enumeratorsKeepTheirSign() throws Exception {
    BtfBuilder btf = new BtfBuilder();
    btf.enumeration("state", true, List.of("MISS", "SEEN"), List.of(-1, 3));
    btf.enumeration("mask", false, List.of("ALL"), List.of(-1));
    TypeTable types = table(btf);
    assertThat(types.findEnum("state").orElseThrow().enumerators())
        .containsEntry("MISS", -1L)
        .containsEntry("SEEN", 3L);
    assertThat(types.findEnum("mask").orElseThrow().enumerators())
        .containsEntry("ALL", 0xffff_ffffL);
  }

  @Test
  void aModulesTypesGoOnWhereTheKernelsEnd() throws Exception {
    BtfBuilder kernel = new BtfBuilder();
    int u32 = kernel.integer("unsigned int", 4, false);
    Btf base = Btf.parse("kernel", kernel.bytes());
    BtfBuilder module = new BtfBuilder(kernel.nextId(), kernel.stringBytes());
    module.struct("private", 4, List.of(new Field("count", u32, 0, 0)));
    Btf split = Btf.parseSplit("module", module.bytes(), base);
    Member count = new TypeTable(split, 8).struct("private").member("count").orElseThrow();
    assertThat(count.type().name()).isEqualTo("unsigned int");
  }

  @Test
  void circlesOfTypesEnd() throws Exception {
    BtfBuilder btf = new BtfBuilder();
    btf.referring(TypeKind.TYPEDEF, "one", 2);
    btf.referring(TypeKind.TYPEDEF, "two", 1);
    btf.array(3, 7);
    btf.struct("selfish", 8, List.of(new Field("", 4, 0, 0), new Field("itself", 3, 0, 0)));
    TypeTable types = table(btf);
    assertThat(types.findTypedef("one").orElseThrow().size()).isZero();
    assertThat(types.struct("selfish").member("absent")).isEmpty();
    assertThat(types.struct("selfish").member("itself").orElseThrow().type().size()).isZero();
    assertThat(types.struct("selfish").member("itself").orElseThrow().type().spelled())
        .contains("...");
  }

  @Test
  void aMissingStructSaysSo() throws Exception {
    TypeTable types = table(new BtfBuilder());
    assertThatThrownBy(() -> types.struct("task_struct"))
        .isInstanceOf(TypeException.class)
        .hasMessageContaining("no struct task_struct");
  }

  @Test
  void everyCutOrBentBlobIsRefusedOrReadWithinBounds() throws Exception {
    BtfBuilder btf = new BtfBuilder();
    int u32 = btf.integer("unsigned int", 4, false);
    btf.struct("pair", 8, List.of(new Field("a", u32, 0, 0), new Field("b", u32, 32, 0)));
    byte[] whole = btf.bytes();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Btf.parse("cut", cut))
          .isInstanceOf(TypeException.class)
          .hasMessageContaining("cut: offset 0x");
    }
    for (int at = 24; at < whole.length; at++) {
      byte[] bent = whole.clone();
      bent[at] = (byte) 0xff;
      try {
        TypeTable types = new TypeTable(Btf.parse("bent", bent), 8);
        types.findStruct("pair").ifPresent(type -> type.members().forEach(m -> m.type().spelled()));
      } catch (TypeException refused) {
        assertThat(refused).hasMessageContaining("bent: offset 0x");
      }
    }
  }

  @Test
  void aMemberThatLiesOutsideOfItsStructureIsNotThere() throws Exception {
    BtfBuilder btf = new BtfBuilder();
    int u32 = btf.integer("unsigned int", 4, false);
    int endless = btf.array(u32, -1);
    btf.struct(
        "pair",
        8,
        List.of(
            new Field("inside", u32, 32, 0),
            new Field("behind", u32, 40, 0),
            new Field("far", u32, -32, 0),
            new Field("endless", endless, 0, 0),
            new Field("flexible", btf.array(u32, 0), 64, 0)));
    KernelType pair = table(btf).struct("pair");
    assertThat(pair.member("inside")).isPresent();
    assertThat(pair.member("flexible")).isPresent();
    assertThat(pair.member("behind")).isEmpty();
    assertThat(pair.member("far")).isEmpty();
    assertThat(pair.member("endless")).isEmpty();
  }

  @Test
  void aStructureOfNoSizeOrOneThatCannotBeIsRefused() throws Exception {
    BtfBuilder btf = new BtfBuilder();
    btf.struct("none", 0, List.of());
    btf.struct("huge", -4, List.of());
    TypeTable types = table(btf);
    assertThatThrownBy(() -> types.struct("none")).hasMessageContaining("struct none has 0 bytes");
    assertThatThrownBy(() -> types.struct("huge")).hasMessageContaining("4294967292 bytes");
  }

  @Test
  void arraysOfArraysDoNotOverflow() throws Exception {
    BtfBuilder btf = new BtfBuilder();
    int array = btf.integer("unsigned int", 4, false);
    for (int i = 0; i < 4; i++) {
      array = btf.array(array, -1);
    }
    btf.referring(TypeKind.TYPEDEF, "tower", array);
    assertThat(table(btf).findTypedef("tower").orElseThrow().size()).isPositive();
  }

  /** Two ways on at each of 64 depths were looked through one by one. */
  @Test
  void aSearchInWhatNestsInItselfTwiceEnds() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          BtfBuilder btf = new BtfBuilder();
          btf.struct("selfish", 8, List.of(new Field("", 1, 0, 0), new Field("", 1, 0, 0)));
          assertThat(table(btf).struct("selfish").member("absent")).isEmpty();
        });
  }
}
