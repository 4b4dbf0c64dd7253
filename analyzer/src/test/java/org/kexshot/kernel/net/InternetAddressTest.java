package org.kexshot.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InternetAddressTest {
  @ParameterizedTest
  @CsvSource({
    "0:0:0:0:0:0:0:0, ::",
    "0:0:0:0:0:0:0:1, ::1",
    "fe80:0:0:0:1:0:0:2, fe80::1:0:0:2",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "1:0:0:0:0:0:0:0, 1::",
    "127.0.0.1, 127.0.0.1"
  })
  void isTheUsualText(String written, String expected) throws Exception {
    assertThat(InternetAddress.text(InetAddress.getByName(written).getAddress()))
        .isEqualTo(expected);
  }

  @Property
  void readsBackToTheSameBytes(@ForAll @Size(16) byte[] address) throws Exception {
    byte[] sparse = address.clone();
    for (int i = 0; i < 16; i += 2) {
      if (address[i] < 40) {
        sparse[i] = 0;
        sparse[i + 1] = 0;
      }
    }
    assertThat(InetAddress.getByName(InternetAddress.text(sparse)).getAddress()).isEqualTo(sparse);
  }
}
