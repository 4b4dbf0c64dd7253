package org.kexshot.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.log.LogRecord;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

class ImageRelationTest {
  private static final Vmcoreinfo KERNEL = vmcoreinfo("6.1", "aa", "1000");

  @Test
  void sameLogTimesAreOneBoot() {
    assertThat(relation(KERNEL, List.of(record(0, 5), record(1, 9)), List.of(record(1, 9))))
        .isEqualTo(ImageRelation.SAME_BOOT);
  }

  @Test
  void otherLogTimesAreAnotherBootAtTheSameAddress() {
    assertThat(relation(KERNEL, List.of(record(1, 9)), List.of(record(1, 10))))
        .isEqualTo(ImageRelation.SAME_KERNEL);
  }

  @Test
  void anotherAddressIsAnotherBoot() {
    assertThat(relation(vmcoreinfo("6.1", "aa", "2000"), List.of(), List.of()))
        .isEqualTo(ImageRelation.SAME_KERNEL);
  }

  @Test
  void anotherReleaseOrBuildIsAnotherKernel() {
    assertThat(relation(vmcoreinfo("6.2", "aa", "1000"), List.of(), List.of()))
        .isEqualTo(ImageRelation.DIFFERENT_KERNELS);
    assertThat(relation(vmcoreinfo("6.1", "bb", "1000"), List.of(), List.of()))
        .isEqualTo(ImageRelation.DIFFERENT_KERNELS);
  }

  private static ImageRelation relation(
      Vmcoreinfo second, List<LogRecord> firstLog, List<LogRecord> secondLog) {
    return ImageRelation.of(KERNEL, second, firstLog, secondLog);
  }

  private static Vmcoreinfo vmcoreinfo(String release, String build, String offset) {
    return Vmcoreinfo.parse(
        "OSRELEASE=%s\nBUILD-ID=%s\nKERNELOFFSET=%s\n"
            .formatted(release, build, offset)
            .getBytes(StandardCharsets.ISO_8859_1));
  }

  private static LogRecord record(long sequence, long nanos) {
    return new LogRecord(sequence, nanos, 0, 6, "", "text");
  }
}
