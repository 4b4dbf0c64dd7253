package org.kexshot.kexec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kexshot.kexec.KexecImage.Segment;

class OwnImageTest {
  private static final ImageSlot SLOT = new ImageSlot(0xc100_0000L, Map.of());
  private static final Segment LOW = new Segment(0, 0, 0, 0x9e000);
  private static final Segment KERNEL = new Segment(0xb7000000L, 0x5000, 0x1000_0000, 0x6000);
  private static final KexecImage LOADED = image(0xc0900000L, 0x9fb002, true, LOW, KERNEL);

  private final OwnImage own =
      new OwnImage(
          OwnImage.Purpose.CAPTURE_KERNEL, SLOT, List.of(LOW, KERNEL), Optional.of(LOADED));

  @Test
  void isWhatWasLoaded() {
    assertThat(own.is(image(0xc0900000L, 0x9fb002, true, LOW, KERNEL))).isTrue();
  }

  /** As an image is that another program loads, even where it has the same segments. */
  @Test
  void isNotAnotherImage() {
    assertThat(own.is(image(0xc0900400L, 0x9fb002, true, LOW, KERNEL))).as("place").isFalse();
    assertThat(own.is(image(0xc0900000L, 0x9fc002, true, LOW, KERNEL))).as("list").isFalse();
    assertThat(own.is(image(0xc0900000L, 0x9fb002, false, LOW, KERNEL))).as("no return").isFalse();
    assertThat(own.is(image(0xc0900000L, 0x9fb002, true, LOW))).as("segments").isFalse();
  }

  /** A load that was killed before the kernel could be asked where it put the image. */
  @Test
  void isKnownByItsSegmentsAlone() {
    OwnImage killed =
        new OwnImage(OwnImage.Purpose.PROGRAM, SLOT, List.of(KERNEL), Optional.empty());
    assertThat(killed.is(image(1, 2, true, KERNEL))).isTrue();
    assertThat(killed.is(image(1, 2, true, new Segment(0xb7001000L, 0x5000, 0x1000_0000, 0x6000))))
        .as("bytes that came from elsewhere")
        .isFalse();
    assertThat(killed.is(image(1, 2, false, KERNEL))).as("no return").isFalse();
  }

  private static KexecImage image(
      long address, long head, boolean preservesContext, Segment... segments) {
    return new KexecImage(address, head, 0xf6811da0L, preservesContext, List.of(segments));
  }
}
