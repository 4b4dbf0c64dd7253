package org.kexshot.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of what virsh says, by programs that say it; the real one is asked in the lab. */
class DomainTest {
  @TempDir private Path directory;

  /**
   * Says something for each of its commands, as the first word behind {@code --quiet} names them.
   */
  private String program(String cases) throws IOException {
    Path program = directory.resolve("virsh");
    Files.writeString(program, "#!/bin/sh\nshift\ncase $1 in\n%s\nesac\n".formatted(cases));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return program.toString();
  }

  private Domain find(String cases) throws IOException {
    return Domain.find("web", program(cases));
  }

  @Test
  void aDomainThatRunsHasMemory() throws IOException {
    Domain domain =
        find(
            """
            uri) echo qemu:///system;;
            domstate) echo running;;
            dominfo) printf 'Id: 1\\nMax memory:     65536 KiB\\nUsed memory:    4 KiB\\n';;
            """);
    assertThat(domain.memoryBytes()).isEqualTo(64 << 20);
    assertThat(domain.isPaused()).isFalse();
  }

  @Test
  void eachFailureSaysWhatWasAskedAndWhatWasSaid() {
    assertThatThrownBy(() -> Domain.find("web", directory.resolve("absent").toString()))
        .isInstanceOf(LibvirtException.class)
        .hasMessageContaining("install libvirt-clients");
    assertThatThrownBy(() -> find("uri) echo qemu+ssh://root@other/system;;"))
        .hasMessageContaining("qemu+ssh://root@other/system is on another machine");
    assertThatThrownBy(() -> find("uri) echo 'no uri';;")).hasMessageContaining("said 'no uri'");
    assertThatThrownBy(() -> find("uri) printf 'error: one\\n\\nerror: two\\n' >&2; exit 1;;"))
        .isInstanceOf(LibvirtException.class)
        .hasMessage("virsh uri: error: one; error: two");
    assertThatThrownBy(() -> find("uri) echo qemu:///system;;\ndomstate) echo shut off;;"))
        .hasMessage("domain web is 'shut off', and has no memory to be taken; start it");
    assertThatThrownBy(
            () ->
                find("uri) echo qemu:///system;;\ndomstate) echo paused;;\ndominfo) echo none;;")
                    .memoryBytes())
        .hasMessageContaining("virsh dominfo --domain=web: no line 'Max memory");
  }

  @Test
  void eventsAreTakenInTheirOrder() throws Exception {
    Domain domain =
        find(
            """
            uri) echo qemu:///system;;
            domstate) echo running;;
            event)
              echo "2026-11-30 07:39:54.673+0000: event 'lifecycle' for domain 'a: b': Suspended Paused"
              echo "something else"
              echo "2026-11-30 07:39:55.123+0000: event 'lifecycle' for domain 'a: b': Resumed Unpaused"
              sleep 60;;
            """);
    try (DomainEvents events = domain.listen()) {
      assertThat(events.resumed(30_000)).contains(Instant.parse("2026-11-30T07:39:55.123Z"));
      assertThat(events.stopped()).contains(Instant.parse("2026-11-30T07:39:54.673Z"));
    }
  }

  @Test
  void whatIsNotHeardIsNotWaitedForForEver() throws Exception {
    Domain domain =
        find(
            """
            uri) echo qemu:///system;;
            domstate) echo running;;
            event) echo "yesterday: event 'lifecycle' for domain 'a': Resumed Unpaused"; sleep 60;;
            """);
    try (DomainEvents events = domain.listen()) {
      assertThat(events.resumed(50)).isEmpty();
    }
  }
}
