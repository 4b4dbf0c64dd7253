package org.kexshot.capture.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each condition, where it is not met, with what to do. */
class LiveConditionsTest {
  @TempDir private Path proc;

  @BeforeEach
  void allIsWell() throws IOException {
    write("kcore", "");
    write("iomem", "00001000-0009fbff : System RAM\n  00000000-00000000 : PCI Bus\n");
    write("status", "Name:\tjava\nCapEff:\t000001ffffffffff\n");
    write("lockdown", "none [integrity] confidentiality\n");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(proc.resolve(name), text);
  }

  private LiveConditions conditions() {
    return new LiveConditions(
        proc.resolve("kcore"),
        proc.resolve("iomem"),
        proc.resolve("status"),
        proc.resolve("lockdown"));
  }

  private void refused(String why) throws IOException {
    assertThat(conditions().obstacle()).hasValueSatisfying(text -> assertThat(text).contains(why));
  }

  @Test
  void integrityIsNoObstacle() throws IOException {
    assertThat(conditions().obstacle()).isEmpty();
    Files.delete(proc.resolve("lockdown"));
    assertThat(conditions().obstacle()).isEmpty();
  }

  @Test
  void whatTheKernelMustHave() throws IOException {
    write("lockdown", "none integrity [confidentiality]\n");
    refused("[confidentiality]): boot with lockdown=integrity or none");
    Files.delete(proc.resolve("kcore"));
    refused("CONFIG_PROC_KCORE");
  }

  @Test
  void whatTheProcessMustHave() throws IOException {
    write("status", "CapEff:\t000001fffffdffff\n");
    refused("lacks CAP_SYS_RAWIO");
    write("status", "CapEff:\t000001ffffdfffff\n");
    refused("CAP_SYS_ADMIN");
  }

  @Test
  void addressesMustBeTold() throws IOException {
    write("iomem", "00000000-00000000 : System RAM\n");
    refused("does not tell where RAM is");
  }
}
