package org.kexshot.physical;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.kexshot.capture.CaptureGuest;
import org.kexshot.lab.GuestArchitecture;

/** With what depends on no architecture: how commands refuse what they are given. */
class PhysicalModeI386IT extends PhysicalModeSuite {
  PhysicalModeI386IT() {
    super(GuestArchitecture.I386);
  }

  @Test
  void longModeNeedsAnotherKernel() throws IOException {
    guest().fails(10, "needs an x86_64 kernel", "physical run /tmp/sum64 --entry 64");
  }

  /** Nobody else loads, jumps or unloads. */
  @Override
  void whileItIsLoaded() throws IOException {
    CaptureGuest guest = guest();
    guest.fails(20, "kexshot unload", "snap none --method memory");
    guest.fails(20, "kexshot unload", "physical run /tmp/sum32");
    guest.fails(20, "kexshot unload", "capture unload");
    guest.fails(20, "kexshot unload", "capture load --device " + CaptureGuest.DEVICE);
    assertThat(guest.kexshot("capture status").text()).contains("--preserve-context");
    assertThat(guest.kexshot("check").text()).contains("kexshot load --preserve-context");
    guest.succeed("unload");
  }

  @Test
  void whatCannotBeLoadedIsRefused() throws IOException {
    CaptureGuest guest = guest();
    String program = "/tmp/count32.elf";
    guest.fails(27, "neither a bzImage", "load /tmp/hal");
    guest.fails(27, "entry 0x10: no segment", "load --args-none --entry 0x10 " + program);
    guest.fails(27, "another --range", "load --args-none --range 0x100000-0x101000 " + program);
    guest.fails(2, "give --args-none too", "load --preserve-context " + program);
    guest.fails(2, "FROM-TO", "load --range 5 " + program);
    guest.fails(3, "no such file", "load /tmp/nothing");
  }

  @Test
  void whatCannotBeRunIsRefused() throws IOException {
    CaptureGuest guest = guest();
    guest.fails(3, "no such file", "physical run /tmp/nothing");
    guest.fails(2, "do not fit", "physical run /tmp/sum32 --memory 4");
    guest.fails(2, "'48': 16, 32 or 64 expected", "physical run /tmp/sum32 --entry 48");
    guest.fails(2, "interrupt 0x100", "physical bios 0x100");
    guest.fails(2, "at most 32 bits", "physical bios 0x10 --eax 0x100000000");
    guest.fails(7, "there is such a file", "physical run /tmp/sum32 --output /tmp/hal");
    guest.run("touch /tmp/empty");
    guest.fails(2, "no bytes", "physical run /tmp/empty");
    assertThat(guest.run("cat /tmp/hal")).isEqualTo("HAL");
  }
}
