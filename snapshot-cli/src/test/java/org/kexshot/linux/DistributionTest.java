package org.kexshot.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DistributionTest {
  @Test
  void itsOwnNameComesBeforeThoseItDerivesFrom() {
    List<String> lines =
        List.of(
            "NAME=\"Linux Mint\"", "ID_LIKE=\"ubuntu debian\"", "ID=linuxmint", "VERSION_ID=21");
    assertThat(Distribution.parse(lines).ids()).containsExactly("linuxmint", "ubuntu", "debian");
  }

  @Test
  void whatDoesNotTellIsNone() {
    assertThat(Distribution.parse(List.of("PRETTY_NAME='x'", "ID=\"\"")).ids()).isEmpty();
  }
}
