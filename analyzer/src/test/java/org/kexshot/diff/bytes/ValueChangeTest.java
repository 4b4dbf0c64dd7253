package org.kexshot.diff.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.value.Value;
import org.kexshot.types.Member;
import org.kexshot.types.MemberPlace;

/** Texts of a structure in two images. */
class ValueChangeTest {
  private static final long OBJECT = FakeKernel.PAGE_OFFSET + 0x60_0000;

  private static KernelImage image(String type, int at, int letter) throws IOException {
    FakeKernel kernel = new FakeKernel().define("texts", "number: int", "text: " + type);
    kernel.bytes(OBJECT, new byte[64]);
    kernel.number(OBJECT + at, letter, 1);
    return kernel.open();
  }

  private static ValueChange change(String type, int at) throws IOException {
    KernelImage second = image(type, at, 7);
    Member text = second.type("texts").members().get(1);
    return new ValueChange.Reader(image(type, at, 0), second)
        .member(new MemberPlace("text", "text", text), OBJECT, OBJECT);
  }

  @Test
  void whatIsNoTextIsToldByTheFirstWordThatDiffers() throws Exception {
    ValueChange change = change("char[32]", 4 + 17);
    assertThat(change.path()).isEqualTo("text[16]");
    assertThat(change.offset()).isEqualTo(4 + 16);
    assertThat(change.after()).isEqualTo(new Value.Scalar(0x700, 64, false));
  }

  /** Types of a damaged table, and of memory in which no byte of them differs. */
  @Test
  void textsOfNoSizeAndOfMegabytesComeToAnEnd() {
    for (String type : new String[] {"char[0]", "char[16000000]"}) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () -> assertThat(change(type, 0).before()).isEqualTo(change(type, 0).after()));
    }
  }
}
