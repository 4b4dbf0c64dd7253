package org.kexshot.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeerPlaceTest {
  @Test
  void isToldByTheCommandLine() {
    assertThat(
            PeerPlace.of(
                "console=ttyS0 KEXSHOT_PEER=db KEXSHOT_LEAVE=0x3ffff123"
                    + " KEXSHOT_PARAMETERS=0x3ffff000 KEXSHOT_SIGNAL=0x3fffd000"
                    + " KEXSHOT_PANIC=0x3ffff456,0x3ff00000 KEXSHOT_DISKS= x\n"))
        .contains(
            new PeerPlace(
                "db",
                0x3ffff123L,
                0x3ffff000L,
                0x3fffd000L,
                new PanicReturn(0x3ffff456L, 0x3ff00000L)));
  }

  @Test
  void isNoneOfACaptureKernel() {
    assertThat(PeerPlace.of("KEXSHOT_LEAVE=0x1 KEXSHOT_PARAMETERS=0x2")).isEmpty();
    assertThat(PeerPlace.of("")).isEmpty();
  }
}
