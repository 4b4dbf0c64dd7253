package org.kexshot.diff.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kexshot.types.Btf;
import org.kexshot.types.BtfBuilder;
import org.kexshot.types.BtfBuilder.Field;
import org.kexshot.types.KernelType;
import org.kexshot.types.MemberLookup;
import org.kexshot.types.MemberPlace;
import org.kexshot.types.TypeTable;

/** A structure of 12 bytes: a number, three bit-fields in one byte, padding, another number. */
class MemberWalkTest {
  private static List<String> changed(byte[] second, int from, int length) throws Exception {
    BtfBuilder btf = new BtfBuilder();
    int u8 = btf.integer("unsigned char", 1, false);
    int u32 = btf.integer("unsigned int", 4, false);
    btf.struct(
        "mixed",
        12,
        List.of(
            new Field("count", u32, 0, 0),
            new Field("low", u8, 32, 2),
            new Field("middle", u8, 34, 3),
            new Field("high", u8, 38, 2),
            new Field("last", u32, 64, 0)));
    KernelType type = new TypeTable(Btf.parse("test", btf.bytes()), 8).struct("mixed");
    List<String> found = new ArrayList<>();
    MemberWalk.visit(
        new MemberLookup(type, type.size()),
        new byte[12],
        from,
        second,
        from,
        length,
        from,
        (place, bytes) -> found.add(place.map(MemberPlace::path).orElse("(none)") + " " + bytes));
    return found;
  }

  @Test
  void aRangeIsDividedAmongTheMembersThatItCrosses() throws Exception {
    byte[] second = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    assertThat(changed(second, 2, 8))
        .containsExactly("count 2", "low 1", "(none) 1", "(none) 1", "(none) 1", "last 2");
  }

  @Test
  void eachBitFieldOfAByteIsToldAndTheByteCountsOnce() throws Exception {
    byte[] second = new byte[12];
    second[4] = (byte) 0b1000_0110;
    assertThat(changed(second, 4, 1)).containsExactly("low 1", "middle 0", "high 0");
  }

  @Test
  void bitsThatAreNoFieldsAreNoMembers() throws Exception {
    byte[] second = new byte[12];
    second[4] = 0b0010_0000;
    assertThat(changed(second, 4, 1)).containsExactly("(none) 1");
  }
}
