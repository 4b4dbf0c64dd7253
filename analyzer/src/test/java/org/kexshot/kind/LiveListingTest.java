package org.kexshot.kind;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Architecture;
import org.kexshot.format.Dump;
import org.kexshot.format.LiveReading;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.KernelImage;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/** What is said of lists that may have been torn as they were read. */
class LiveListingTest {
  private static final ObjectKind<String> KIND =
      ObjectKind.of(
          "thing",
          "things",
          "things",
          image -> new Listing<>(List.of("one"), List.of("the list breaks off at 0xc1000000")),
          thing -> thing,
          List.of());

  /** An image that was read live. */
  private record LiveDump(Dump inner) implements Dump {
    @Override
    public String formatName() {
      return "live";
    }

    @Override
    public Architecture architecture() {
      return inner.architecture();
    }

    @Override
    public PhysicalMemory memory() {
      return inner.memory();
    }

    @Override
    public Optional<Vmcoreinfo> vmcoreinfo() {
      return inner.vmcoreinfo();
    }

    @Override
    public Optional<LiveReading> liveReading() {
      return Optional.of(LiveReading.UNMEASURED);
    }

    @Override
    public void close() throws IOException {
      inner.close();
    }
  }

  @Test
  void aProblemOfALiveImageSaysThatItIsNotOfOneInstant() throws IOException {
    Dump dump = new FakeKernel().dump();
    assertThat(KIND.read(KernelImage.open(dump)).problems())
        .containsExactly("the list breaks off at 0xc1000000");
    Listing<String> live = KIND.read(KernelImage.open(new LiveDump(dump)));
    assertThat(live.problems())
        .containsExactly("the list breaks off at 0xc1000000; the image is not of one instant");
    assertThat(live.items()).containsExactly("one");
    assertThat(live.whole()).isFalse();
  }
}
