package org.kexshot.diff.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.net.SocketList;
import org.kexshot.kernel.process.TaskList;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.ObjectKind;
import org.kexshot.objects.KernelObjectKinds;

class IdentitiesTest {
  private static <T> List<String> names(Identities identities, ObjectKind<T> kind, boolean boot) {
    return identities.of(kind, boot).stream().map(Attribute::name).toList();
  }

  @Test
  void withoutAnyTheKindsSay() {
    assertThat(names(Identities.parse(List.of()), TaskList.KIND, true))
        .containsExactly("pid", "startTimeNanos");
    assertThat(names(Identities.DECLARED, TaskList.KIND, false)).containsExactly("name", "command");
    assertThat(Identities.DECLARED.words(TaskList.KIND, false))
        .isEqualTo("processes by name and command");
  }

  /** Else objects of two boots could not be told apart, or none would be met again. */
  @Test
  void everyKindIsKnownAcrossBoots() {
    for (ObjectKind<?> kind : KernelObjectKinds.all()) {
      assertThat(names(Identities.DECLARED, kind, false))
          .as(kind.name())
          .isNotEmpty()
          .doesNotContain("address", "pid", "tid", "start", "inode", "id");
    }
  }

  @Test
  void whatIsNamedTakesTheirPlaceForThatKindAlone() {
    Identities given = Identities.parse(List.of("processes=name", "socket=local, protocol"));
    for (boolean sameBoot : List.of(true, false)) {
      assertThat(names(given, TaskList.KIND, sameBoot)).containsExactly("name");
      assertThat(names(given, SocketList.KIND, sameBoot)).containsExactly("protocol", "local");
    }
    assertThat(given.givenWords())
        .containsExactly("processes by name", "sockets by protocol and local");
  }

  @Test
  void namesWhatMayHaveBeenMeant() {
    assertThatThrownBy(() -> Identities.parse(List.of("proces=name")))
        .hasMessageStartingWith(
            "'proces' is no kind of kernel object (did you mean process?); give one of process,");
    assertThatThrownBy(() -> Identities.parse(List.of("process=comand")))
        .hasMessageStartingWith(
            "'comand' is no attribute of the kind process (did you mean command?); give one of pid,");
    assertThatThrownBy(() -> Identities.parse(List.of("process=")))
        .hasMessageStartingWith("'' is no attribute of the kind process; give one of pid,");
    assertThatThrownBy(() -> Identities.parse(List.of("process")))
        .hasMessage("'process': KIND=ATTRIBUTE expected, such as process=name");
  }
}
