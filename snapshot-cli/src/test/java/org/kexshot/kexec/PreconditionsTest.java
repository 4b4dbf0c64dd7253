package org.kexshot.kexec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kexshot.linux.Distribution;

class PreconditionsTest {
  @Test
  void aKernelThatJumpsIsBuiltOrInstalled() {
    assertThat(otherwise("debian")).contains("`kexshot kernel build`");
    assertThat(otherwise("linuxmint", "ubuntu", "debian")).contains("linux-image-generic");
    assertThat(otherwise("rocky", "rhel", "centos", "fedora")).contains("kernel-core");
    assertThat(otherwise("nixos")).contains("linuxPackages");
    assertThat(otherwise("arch")).isEmpty();
    assertThat(otherwise()).isEmpty();
  }

  private static String otherwise(String... ids) {
    return Preconditions.otherwise(new Distribution(List.of(ids)));
  }
}
