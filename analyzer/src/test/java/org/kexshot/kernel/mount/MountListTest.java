package org.kexshot.kernel.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.fs.FakeFiles;
import org.kexshot.kind.Listing;

/** One namespace with a root, a file system below it, and a directory of that bound elsewhere. */
class MountListTest {
  private final FakeKernel kernel = new FakeKernel();
  private FakeFiles files;
  private long namespace;
  private long data;
  private long directory;
  private long second;

  @BeforeEach
  void layOut() throws IOException {
    files = new FakeFiles(kernel);
    kernel
        .define("nsproxy", "mnt_ns: *mnt_namespace")
        .define("task_struct", "tasks: list_head", "tgid: int", "nsproxy: *nsproxy");
    long system = files.superBlock("ext4", 8, 1);
    long root = files.root(system);
    long first = files.mount(1, system, root, 0, 0);
    data = files.superBlock("fuse", 0, 40);
    kernel.set(data, "super_block", "s_subtype", kernel.string("sshfs"));
    kernel.set(data, "super_block", "s_flags", 1 | 1 << 4);
    long top = files.root(data);
    directory = files.entry("srv", root, system);
    second = files.mount(2, data, top, first, directory);
    long bound = files.entry("inner", top, data);
    long third = files.mount(3, data, bound, first, files.entry("mnt", root, system));
    kernel.set(third, "mount", "mnt.mnt_flags", 0x40 | 0x1 | 0x20);
    namespace = files.namespace(4026, first, second, third);
    long init = task(0);
    kernel.symbol("init_task", init);
    long other = task(7);
    kernel.ring(
        init + kernel.offset("task_struct", "tasks"),
        other + kernel.offset("task_struct", "tasks"));
  }

  private long task(int pid) throws IOException {
    long proxy = kernel.allocate("nsproxy");
    kernel.set(proxy, "nsproxy", "mnt_ns", namespace);
    long task = kernel.allocate("task_struct");
    kernel.set(task, "task_struct", "tgid", pid);
    kernel.set(task, "task_struct", "nsproxy", proxy);
    return task;
  }

  private Listing<Mount> read() throws IOException {
    return MountList.read(kernel.open());
  }

  @Test
  void readsTheMountsOfANamespace() throws Exception {
    assertThat(read().problems()).isEmpty();
    assertThat(read().items())
        .extracting(
            Mount::namespace,
            Mount::id,
            mount -> mount.parentId().get(),
            mount -> mount.device().get(),
            mount -> mount.root().get(),
            mount -> mount.target().get(),
            mount -> mount.type().get(),
            mount -> mount.source().get(),
            Mount::readOnly,
            Mount::options)
        .containsExactly(
            tuple(4026L, 1, 1, "8:1", "/", "/", "ext4", "source1", false, List.of()),
            tuple(4026L, 2, 1, "0:40", "/", "/srv", "fuse.sshfs", "source2", true, List.of("sync")),
            tuple(
                4026L,
                3,
                1,
                "0:40",
                "/inner",
                "/mnt",
                "fuse.sshfs",
                "source3",
                true,
                List.of("nosuid", "relatime", "sync")));
  }

  @Test
  void aNamespaceOfSeveralProcessesIsReadOnce() throws Exception {
    assertThat(MountList.read(kernel.open(), pid -> true).items()).hasSize(3);
    assertThat(MountList.read(kernel.open(), pid -> pid == 8).items()).isEmpty();
  }

  @Test
  void aFileSystemThatIsNotInTheImageCostsOnlyWhatItWouldTell() throws Exception {
    kernel.exclude(data);
    Listing<Mount> mounts = read();
    assertThat(mounts.items()).extracting(Mount::id).containsExactly(1, 2, 3);
    Mount damaged = mounts.items().get(1);
    assertThat(damaged.device()).isEmpty();
    assertThat(damaged.type()).isEmpty();
    assertThat(damaged.target()).isEqualTo(Optional.of("/srv"));
    assertThat(damaged.source()).isEqualTo(Optional.of("source2"));
    String placeOfDevice = Long.toHexString(data + kernel.offset("super_block", "s_dev"));
    assertThat(mounts.problems())
        .hasSizeGreaterThan(1)
        .anyMatch(
            problem ->
                problem.startsWith("the device of mount 2:") && problem.contains(placeOfDevice));
  }

  @Test
  void aPlaceThatIsNotInTheImageCostsOnlyTheTarget() throws Exception {
    kernel.exclude(directory);
    Listing<Mount> mounts = read();
    assertThat(mounts.items().get(1).target()).isEmpty();
    assertThat(mounts.items().get(1).type()).isEqualTo(Optional.of("fuse.sshfs"));
    assertThat(mounts.problems()).singleElement().asString().startsWith("the target of mount 2:");
  }

  @Test
  void aListThatBreaksOffShowsTheMountsBefore() throws Exception {
    kernel.exclude(second);
    Listing<Mount> mounts = read();
    assertThat(mounts.items()).extracting(Mount::id).containsExactly(1);
    assertThat(mounts.problems()).anyMatch(problem -> problem.contains("breaks off after 2"));
  }

  @Test
  void aListThatRunsInACircleEnds() throws Exception {
    long node = second + kernel.offset("mount", "mnt_list");
    kernel.number(node, node, 4);
    Listing<Mount> mounts = read();
    assertThat(mounts.items()).extracting(Mount::id).containsExactly(1, 2);
    assertThat(mounts.problems()).singleElement().asString().contains("circle");
  }
}
