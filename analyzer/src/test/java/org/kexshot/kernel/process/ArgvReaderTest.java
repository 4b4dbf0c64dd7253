package org.kexshot.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.paging.PageTableBuilder;
import org.kexshot.paging.PagingForm;

/** A process whose arguments and environment lie one behind the other in pages of its own. */
class ArgvReaderTest {
  private static final long USER = 0x0804_8000;
  private static final long ARGUMENTS = USER + 0xf00;
  private static final long PAGES = 0xd0_0000;
  private static final int PAGE_COUNT = 32;

  private final FakeKernel kernel = new FakeKernel();
  private PageTableBuilder tables;
  private long task;
  private long mm;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define(
            "mm_struct",
            "pgd: *char",
            "arg_start: unsigned int",
            "arg_end: unsigned int",
            "env_start: unsigned int",
            "env_end: unsigned int")
        .define("task_struct", "mm: *mm_struct");
    task = kernel.allocate("task_struct");
    mm = kernel.allocate("mm_struct");
    kernel.set(task, "task_struct", "mm", mm);
    long pgd = 0xc0_0000;
    kernel.set(mm, "mm_struct", "pgd", FakeKernel.PAGE_OFFSET + pgd);
    tables = new PageTableBuilder(kernel.physical(), PagingForm.I386, pgd);
    for (int i = 0; i < PAGE_COUNT; i++) {
      tables.map(USER + 4096L * i, PAGES + 4096L * i, 0);
    }
  }

  /** Writes both, and says to the kernel where they lie. */
  private void start(String arguments, String environment) throws IOException {
    write(0, arguments + environment);
    kernel.set(mm, "mm_struct", "arg_start", ARGUMENTS);
    kernel.set(mm, "mm_struct", "arg_end", ARGUMENTS + arguments.length());
    kernel.set(mm, "mm_struct", "env_start", ARGUMENTS + arguments.length());
    kernel.set(mm, "mm_struct", "env_end", ARGUMENTS + arguments.length() + environment.length());
  }

  /** Writes over them, as the program does. */
  private void write(int at, String text) {
    long physical = PAGES + ARGUMENTS - USER + at;
    kernel.physical().write(physical, text.getBytes(StandardCharsets.US_ASCII));
  }

  private Argv arguments() throws IOException {
    KernelStruct leader = kernel.open().struct("task_struct", task);
    return new ArgvReader(kernel.open()).read(leader, 7);
  }

  private Argv environment() throws IOException {
    KernelStruct leader = kernel.open().struct("task_struct", task);
    return new ArgvReader(kernel.open()).readEnvironment(leader, 7);
  }

  @Test
  void readsArgumentsAndEnvironment() throws Exception {
    start("cat\0-n\0", "HOME=/\0TERM=xterm\0");
    assertThat(arguments()).isEqualTo(Argv.of(List.of("cat", "-n")));
    assertThat(environment()).isEqualTo(Argv.of(List.of("HOME=/", "TERM=xterm")));
  }

  /** As sshd, nginx and PostgreSQL write it. */
  @Fault("A title that runs into the environment is cut, and its rest shown as a variable")
  @Test
  void aTitleThatRunsIntoTheEnvironmentIsWholeAndNoVariable() throws Exception {
    start("sshd\0-D\0", "LANG=C.UTF-8\0HOME=/root\0TERM=xterm\0");
    write(0, "sshd: root@pts/0\0");
    assertThat(arguments()).isEqualTo(Argv.of(List.of("sshd: root@pts/0")));
    assertThat(environment()).isEqualTo(Argv.of(List.of("F-8", "HOME=/root", "TERM=xterm")));
  }

  @Test
  void zerosThatATitleIsPaddedWithAreNoVariables() throws Exception {
    start("nginx\0", "LANG=C\0HOME=/\0");
    write(0, "nginx: worker\0\0\0\0\0\0\0\0");
    assertThat(arguments()).isEqualTo(Argv.of(List.of("nginx: worker")));
    assertThat(environment()).isEqualTo(Argv.of(List.of()));
  }

  @Test
  void aTitleThatEndsAmongTheArgumentsLeavesTheEnvironment() throws Exception {
    start("postgres\0-D\0/srv\0", "LANG=C\0");
    write(0, "postgres: idle\0xx");
    assertThat(arguments()).isEqualTo(Argv.of(List.of("postgres: idle")));
    assertThat(environment()).isEqualTo(Argv.of(List.of("LANG=C")));
  }

  /** What lies behind the arguments is not the environment then, and no title runs into it. */
  @Test
  void anEnvironmentElsewhereIsNotPartOfTheTitle() throws Exception {
    start("init\0", "LANG=C\0HOME=/\0");
    write(0, "init: x\0");
    kernel.set(mm, "mm_struct", "env_start", ARGUMENTS + 12);
    assertThat(arguments()).isEqualTo(Argv.of(List.of("init: x")));
    assertThat(environment()).isEqualTo(Argv.of(List.of("HOME=/")));
  }

  @Test
  void aTitleThatIsCutByAMissingPageSaysSoInBoth() throws Exception {
    start("x\0", "LANG=" + "C".repeat(300) + "\0");
    write(0, "a title " + "y".repeat(250));
    tables.setEntry(USER + 0x1000, 0, 0);
    assertThat(arguments().joined()).isEqualTo("a title " + "y".repeat(248));
    assertThat(arguments().problem().orElseThrow()).contains("0x8049000");
    assertThat(environment().arguments()).isEmpty();
    assertThat(environment().problem().orElseThrow())
        .startsWith("a title lies over it: ")
        .contains("0x8049000");
  }

  @Fault("A command line of more than 64 KiB is called unreadable")
  @Test
  void aCommandLineLongerThanTheBoundIsReadAsFarAsThat() throws Exception {
    String argument = "x".repeat(99) + "\0";
    start(argument.repeat(700), "LANG=C\0");
    Argv cut = arguments();
    assertThat(cut.problem()).contains("only the first 65536 of 70000 bytes");
    assertThat(cut.arguments()).hasSize(656).startsWith("x".repeat(99)).endsWith("x".repeat(36));
    assertThat(environment()).isEqualTo(Argv.of(List.of("LANG=C")));
  }

  @Test
  void aCommandLineOfTheBoundIsWhole() throws Exception {
    start("x\0".repeat(1 << 15), "");
    assertThat(arguments()).isEqualTo(Argv.of(Collections.nCopies(1 << 15, "x")));
  }

  /** The loader of a program sets all four at its end. */
  @Test
  void aProgramThatIsNotLoadedYetHasNeither() throws Exception {
    start("cat\0", "LANG=C\0");
    kernel.set(mm, "mm_struct", "env_end", 0);
    assertThat(arguments()).isEqualTo(Argv.of(List.of()));
    assertThat(environment()).isEqualTo(Argv.of(List.of()));
  }
}
