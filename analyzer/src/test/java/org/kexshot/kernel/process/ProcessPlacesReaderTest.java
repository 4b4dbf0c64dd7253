package org.kexshot.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.diff.object.ObjectComparison;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.PartialItem;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.fs.FakeFiles;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.Listing;

/** A process that works in /srv. */
class ProcessPlacesReaderTest {
  private final FakeKernel kernel = new FakeKernel();
  private final Problems problems = new Problems();
  private long task;
  private long set;
  private long directory;

  @BeforeEach
  void layOut() throws IOException {
    FakeFiles files = new FakeFiles(kernel);
    kernel
        .define("fs_struct", "root: path", "pwd: path")
        .define("cgroup_subsys_state", "flags: unsigned int", "parent: *char")
        .define("cgroup", "self: cgroup_subsys_state")
        .define("css_set", "dfl_cgrp: *cgroup")
        .define("task_struct", "fs: *fs_struct", "cgroups: *css_set");
    long superBlock = files.superBlock("ext4", 8, 1);
    long root = files.root(superBlock);
    long mount = files.mount(1, superBlock, root, 0, 0) + kernel.offset("mount", "mnt");
    long fs = kernel.allocateOnOwnPage("fs_struct");
    kernel.set(fs, "fs_struct", "root.dentry", root);
    kernel.set(fs, "fs_struct", "root.mnt", mount);
    directory = files.entry("srv", root, superBlock);
    kernel.set(fs, "fs_struct", "pwd.dentry", directory);
    kernel.set(fs, "fs_struct", "pwd.mnt", mount);
    set = kernel.allocateOnOwnPage("css_set");
    kernel.set(set, "css_set", "dfl_cgrp", kernel.allocate("cgroup"));
    task = kernel.allocate("task_struct");
    kernel.set(task, "task_struct", "fs", fs);
    kernel.set(task, "task_struct", "cgroups", set);
  }

  private ProcessPlaces read() throws IOException {
    KernelImage image = kernel.open();
    return new ProcessPlacesReader(image)
        .read(image.struct("task_struct", task), new PartialItem(problems, "process 7"));
  }

  @Test
  void readsEachPlace() throws Exception {
    assertThat(read())
        .isEqualTo(
            new ProcessPlaces(
                Optional.of("/"), Optional.of(List.of()), Optional.of("/srv"), Optional.of("/")));
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void aPlaceThatIsNotInTheImageCostsItselfAlone() throws Exception {
    kernel.exclude(directory);
    kernel.exclude(set);
    ProcessPlaces places = read();
    assertThat(places.directory()).isEmpty();
    assertThat(places.controlGroup()).isEmpty();
    assertThat(places.legacyControlGroups()).isEmpty();
    assertThat(places.root()).contains("/");
    assertThat(problems.list()).hasSize(2);
    assertThat(problems.list().get(0)).startsWith("control groups of process 7: ");
    assertThat(problems.list().get(1)).startsWith("the directory of process 7: ");
  }

  @Test
  void aProcessThatHasEndedHasNoDirectories() throws Exception {
    kernel.set(task, "task_struct", "fs", 0);
    assertThat(read().directory()).isEmpty();
    assertThat(read().root()).isEmpty();
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void whatAKernelDoesNotHaveIsUnknown() throws Exception {
    FakeKernel bare = new FakeKernel().define("task_struct", "pid: int");
    KernelImage image = bare.open();
    long bareTask = bare.allocate("task_struct");
    assertThat(
            new ProcessPlacesReader(image)
                .read(image.struct("task_struct", bareTask), new PartialItem(problems, "it")))
        .isEqualTo(ProcessPlaces.UNKNOWN);
    assertThat(problems.list()).isEmpty();
  }

  private static Task at(ProcessPlaces places) {
    return new Task(
        0xc100_0000L,
        7,
        7,
        1,
        Optional.empty(),
        "worker",
        Argv.of(List.of("worker")),
        TaskState.SLEEPING,
        0,
        false,
        Optional.empty(),
        Optional.empty(),
        ProcessSettings.UNKNOWN,
        places,
        false,
        List.of());
  }

  private static List<String> changed(ProcessPlaces before, ProcessPlaces after, boolean sameBoot) {
    return new ObjectComparison<>(TaskList.KIND, sameBoot)
        .between(listing(before), listing(after)).changed().stream()
            .map(ObjectDifference.Change::attributes)
            .flatMap(List::stream)
            .map(Attribute::name)
            .toList();
  }

  private static Listing<Task> listing(ProcessPlaces places) {
    return new Listing<>(List.of(at(places)), List.of());
  }

  private static ProcessPlaces places(String group, String directory, String root) {
    return new ProcessPlaces(
        Optional.of(group), Optional.of(List.of()), Optional.of(directory), Optional.of(root));
  }

  @Test
  void aProcessThatMovesHasChanged() {
    ProcessPlaces before = places("/a", "/", "/");
    assertThat(changed(before, places("/b", "/", "/"), true)).containsExactly("controlGroup");
    assertThat(changed(before, places("/a", "/srv", "/"), true)).containsExactly("directory");
    assertThat(changed(before, places("/a", "/", "/jail"), true)).containsExactly("root");
    assertThat(changed(before, before, true)).isEmpty();
  }

  /** Sessions are numbered by each boot, and who works where is chance. */
  @Test
  void ofAnotherBootTheRootAloneIsCompared() {
    assertThat(changed(places("/a", "/", "/"), places("/b", "/srv", "/jail"), false))
        .containsExactly("root");
  }

  @Test
  void aPlaceThatIsNotKnownHasNotChanged() {
    assertThat(changed(places("/a", "/", "/"), ProcessPlaces.UNKNOWN, true)).isEmpty();
  }
}
