package org.kexshot.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KernelSymbolsTest {
  @Test
  void findsTheKernelsOwnSymbols() throws IOException {
    KernelSymbols symbols =
        find(
            """
            c1000000 T _text
            c1000010 T kexec_image_x
            c1000020 d x_kexec_image
            c1a00000 B kexec_image
            f8000000 t _text\t[dummy]
            f8000010 B saved_context\t[dummy]
            """,
            "_text",
            "kexec_image",
            "saved_context");
    assertThat(symbols.address("_text")).hasValue(0xc1000000L);
    assertThat(symbols.address("kexec_image")).hasValue(0xc1a00000L);
    assertThat(symbols.address("saved_context")).isEmpty();
  }

  /** Of a name that a kernel has twice the first is meant, as with the kernel's own look-up. */
  @Test
  void ofTwoOfANameTheFirstCounts() throws IOException {
    assertThat(find("c1 T a\nc2 t a\n", "a").address("a")).hasValue(0xc1L);
  }

  @Test
  void addressesThatTheKernelHidesAreNone() throws IOException {
    assertThat(find("00000000 T _text\n", "_text").address("_text")).isEmpty();
  }

  @Test
  void linesMayBeCutAnywhereBetweenReads() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < 20_000; i++) {
      text.append(Integer.toHexString(i)).append(" t f").append(i).append('\n');
    }
    KernelSymbols symbols = find(text.toString(), "f9", "f12345", "f19999");
    assertThat(symbols.address("f9")).hasValue(9);
    assertThat(symbols.address("f12345")).hasValue(12345);
    assertThat(symbols.address("f19999")).hasValue(19999);
  }

  private static KernelSymbols find(String text, String... names) throws IOException {
    InputStream in =
        new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)) {
          @Override
          public synchronized int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, 4093));
          }
        };
    return KernelSymbols.find(Set.of(names), in);
  }
}
