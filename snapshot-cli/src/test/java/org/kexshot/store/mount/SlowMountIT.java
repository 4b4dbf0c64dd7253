package org.kexshot.store.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.Fault;
import org.kexshot.cli.CommandRun;
import org.kexshot.store.Maintenance;
import org.kexshot.store.Repository;

/** All that is done with a repository, behind sshfs with a server that is a millisecond away. */
@Timeout(1200)
class SlowMountIT {
  private static final Duration DELAY = Duration.ofMillis(1);

  @TempDir Path directory;
  private Path served;
  private Path repository;
  private MountedImages images;
  private SshfsMount mount;

  @BeforeEach
  void mount() throws Exception {
    images = new MountedImages(directory, 3);
    served = Files.createDirectory(directory.resolve("served"));
    Path mounted = Files.createDirectory(directory.resolve("mounted"));
    repository = mounted.resolve("repository");
    mount = SshfsMount.slow(served, mounted, DELAY);
  }

  @AfterEach
  void unmount() throws IOException {
    mount.close();
  }

  private CommandRun run(String command, String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = command;
    all[1] = "--repository=" + repository;
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    CommandRun run = CommandRun.of(all);
    assertThat(run.code()).as(command + ": " + run.err()).isZero();
    return run;
  }

  @Test
  void everyCommandDoesItsWork() throws IOException {
    images.add(repository, 0);
    images.add(repository, 1);
    assertThat(run("list").out()).contains("s0", "s1");
    assertThat(run("verify", "--read-data").out()).contains("2 snapshots", "no damage found");
    assertThat(run("diff", "s0", "s1").out()).contains("139 changed");
    run("tag", "s1", "+kept");
    assertThat(images.requireExact(repository)).containsExactly("s0", "s1");

    Path copy = directory.resolve("copy");
    run("copy", copy.toString());
    assertThat(images.requireExact(copy)).containsExactly("s0", "s1");
    run("forget", "s0");
    assertThat(run("prune", "--max-unused=0").out()).contains("freed");
    images.add(copy, 2);
    CommandRun.of("copy", "--repository=" + copy, repository.toString());
    assertThat(images.requireExact(repository)).contains("s1", "s2");
    assertThat(run("verify", "--read-data").out()).contains("no damage found");
    assertThat(images.requireExact(served.resolve("repository"))).contains("s1", "s2");
  }

  /** sshfs leaves locks to the kernel of the machine that mounts. */
  @Test
  void theLockHoldsOnOneMachineAlone() throws IOException {
    images.add(repository, 0);
    try (Maintenance writing = Repository.open(repository).beginMaintenance(Duration.ZERO)) {
      CommandRun second = CommandRun.of("forget", "s0", "--repository=" + repository);
      assertThat(second.code()).isEqualTo(5);
      assertThat(second.err()).contains(repository.resolve("lock").toString(), "held by process");
      assertThat(writing).isNotNull();
      Repository elsewhere = Repository.open(served.resolve("repository"));
      try (Maintenance unseen = elsewhere.beginMaintenance(Duration.ZERO)) {
        assertThat(unseen).isNotNull();
      }
    }
  }

  @Fault("An import into a repository on sshfs waits for two answers of the server for each page")
  @Test
  void aPageTakesNoAnswerOfTheServer() {
    long before = mount.requests();
    images.add(repository, 0);
    assertThat(mount.requests() - before).isLessThan(800);
  }
}
