package org.kexshot.diff.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.kernel.FakeKernel;

/** Variables of a kernel that lies elsewhere in the second image. */
class SymbolComparisonTest {
  private static final long FIRST = FakeKernel.PAGE_OFFSET + 0x20_0000;
  private static final long SECOND = FakeKernel.PAGE_OFFSET + 0x20_3000;

  /** Two static variables with one name, and a third. */
  private static FakeKernel kernel(long start, int... values) {
    FakeKernel kernel = new FakeKernel();
    String[] names = {"state", "state", "other"};
    for (int i = 0; i < names.length; i++) {
      kernel.fileSymbol(names[i], start + 16 * i);
      kernel.bytes(start + 16 * i, new byte[16]);
      kernel.number(start + 16 * i, values[i], 4);
    }
    return kernel.symbol("end", start + 48);
  }

  private static String[] changes(FakeKernel first, FakeKernel second) throws IOException {
    return new SymbolComparison(first.open(), second.open(), false)
        .difference().changes().stream()
            .filter(change -> !change.symbol().name().contains("BTF"))
            .map(change -> "%s %x".formatted(change.symbol().name(), change.symbol().address()))
            .toArray(String[]::new);
  }

  @Fault("`diff` compares a static variable with a namesake")
  @Test
  void staticVariablesThatShareANameAreComparedWithTheirOwn() throws Exception {
    assertThat(changes(kernel(FIRST, 1, 2, 3), kernel(SECOND, 1, 2, 3))).isEmpty();
    assertThat(changes(kernel(FIRST, 1, 2, 3), kernel(SECOND, 1, 7, 3)))
        .containsExactly("state " + Long.toHexString(SECOND + 16));
  }

  /** A kernel that was built otherwise has them at other places of its table. */
  @Test
  void theOrderOfTheirOwnTellsThemApartInAnotherKernel() throws Exception {
    FakeKernel other = kernel(SECOND, 1, 2, 3).fileSymbol("added", SECOND - 16);
    assertThat(changes(kernel(FIRST, 1, 2, 3), other)).isEmpty();
  }

  @Test
  void whereOneIsMissingNoneIsComparedWithAnother() throws Exception {
    FakeKernel other = kernel(SECOND, 1, 2, 3).fileSymbol("state", SECOND - 16);
    other.bytes(SECOND - 16, new byte[16]);
    assertThat(changes(kernel(FIRST, 1, 2, 3), other)).isEmpty();
  }
}
