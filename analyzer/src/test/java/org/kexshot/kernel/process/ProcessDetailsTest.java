package org.kexshot.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.cred.Credentials;
import org.kexshot.kernel.fs.FakeFiles;
import org.kexshot.kernel.namespace.Namespace;
import org.kexshot.kind.Listing;

/** A process in a PID namespace of its own, each of whose parts lies on a page of its own. */
class ProcessDetailsTest {
  private final FakeKernel kernel = new FakeKernel();
  private long task;
  private long cred;
  private long groups;
  private long proxy;
  private long netNamespace;
  private long program;
  private long pid;

  @BeforeEach
  void layOut() throws IOException {
    FakeFiles files = new FakeFiles(kernel);
    kernel
        .define("kuid_t", "val: unsigned int")
        .define("group_info", "ngroups: int", "gid: int[2]")
        .define("user_namespace", "ns: ns_common")
        .define(
            "cred",
            "uid: kuid_t",
            "euid: kuid_t",
            "suid: kuid_t",
            "fsuid: kuid_t",
            "gid: kuid_t",
            "egid: kuid_t",
            "sgid: kuid_t",
            "fsgid: kuid_t",
            "cap_permitted: long long",
            "cap_effective: long long",
            "cap_bset: long long",
            "user_ns: *user_namespace",
            "group_info: *group_info")
        .define("net", "ns: ns_common")
        .define("uts_namespace", "ns: ns_common")
        .define("nsproxy", "net_ns: *net", "uts_ns: *uts_namespace")
        .define("pid_namespace", "ns: ns_common")
        .define("upid", "nr: int", "ns: *pid_namespace")
        .define("pid", "level: int", "numbers: upid[2]")
        .define("file", "f_path: path")
        .define("mm_struct", "exe_file: *file", "arg_start: *char", "env_start: *char")
        .define(
            "task_struct",
            "mm: *mm_struct",
            "thread_pid: *pid",
            "cred: *cred",
            "nsproxy: *nsproxy");
    task = kernel.allocate("task_struct");
    makeCredentials();
    makeNamespaces();
    makeFiles(files);
  }

  private long part(String member, String struct) throws IOException {
    long part = kernel.allocateOnOwnPage(struct);
    kernel.set(task, "task_struct", member, part);
    return part;
  }

  private void makeCredentials() throws IOException {
    cred = part("cred", "cred");
    kernel.set(cred, "cred", "uid.val", 1000);
    kernel.set(cred, "cred", "sgid.val", 4_000_000_000L);
    kernel.set(cred, "cred", "cap_effective", 0x2000);
    groups = kernel.allocateOnOwnPage("group_info");
    kernel.set(cred, "cred", "group_info", groups);
    kernel.set(groups, "group_info", "ngroups", 2);
    kernel.number(groups + kernel.offset("group_info", "gid"), 4, 4);
    kernel.number(groups + kernel.offset("group_info", "gid") + 4, 3_000_000_000L, 4);
    kernel.set(cred, "cred", "user_ns", namespace("user_namespace", 37));
  }

  private long namespace(String struct, int number) throws IOException {
    long namespace = kernel.allocateOnOwnPage(struct);
    kernel.set(namespace, struct, "ns.inum", number);
    return namespace;
  }

  private void makeNamespaces() throws IOException {
    proxy = part("nsproxy", "nsproxy");
    netNamespace = namespace("net", 41);
    kernel.set(proxy, "nsproxy", "net_ns", netNamespace);
    kernel.set(proxy, "nsproxy", "uts_ns", namespace("uts_namespace", 42));
    pid = part("thread_pid", "pid");
    kernel.set(pid, "pid", "level", 1);
    long inner = pid + kernel.offset("pid", "numbers") + 8;
    kernel.set(inner, "upid", "nr", 3);
    kernel.set(inner, "upid", "ns", namespace("pid_namespace", 36));
  }

  private void makeFiles(FakeFiles files) throws IOException {
    long superBlock = files.superBlock("ext4", 8, 1);
    long root = files.root(superBlock);
    long mount = files.mount(1, superBlock, root, 0, 0) + kernel.offset("mount", "mnt");
    long mm = part("mm", "mm_struct");
    kernel.set(mm, "mm_struct", "exe_file", program = kernel.allocateOnOwnPage("file"));
    kernel.set(program, "file", "f_path.dentry", files.entry("cat", root, superBlock));
    kernel.set(program, "file", "f_path.mnt", mount);
  }

  private Listing<ProcessDetail> read() throws IOException {
    Task process =
        new Task(
            task,
            17,
            17,
            1,
            Optional.empty(),
            "cat",
            Argv.of(List.of()),
            TaskState.RUNNING,
            0,
            false,
            Optional.empty(),
            Optional.empty(),
            ProcessSettings.UNKNOWN,
            ProcessPlaces.UNKNOWN,
            false,
            List.of());
    return ProcessDetails.read(kernel.open(), List.of(process));
  }

  private ProcessDetail readOne() throws IOException {
    return read().items().get(0);
  }

  @Test
  void readsEveryPart() throws Exception {
    kernel.set(task, "task_struct", "mm", 0);
    assertThat(read().problems()).isEmpty();
    ProcessDetail detail = readOne();
    assertThat(detail.innerPid()).isEqualTo(Optional.of(3));
    assertThat(detail.namespaces())
        .extracting(Namespace::toString)
        .containsExactly("net:[41]", "uts:[42]", "pid:[36]", "user:[37]");
    Credentials who = detail.credentials().orElseThrow();
    assertThat(who.uid()).isEqualTo(1000);
    assertThat(who.sgid()).isEqualTo(4_000_000_000L);
    assertThat(who.groups()).containsExactly(4L, 3_000_000_000L);
    assertThat(who.effective()).isEqualTo(0x2000);
    assertThat(detail.executable()).isEqualTo(Optional.of(""));
  }

  @Test
  void readsTheProgramOfAProcessWhoseEnvironmentIsUnknown() throws Exception {
    // This kernel's mm_struct does not tell where the environment ends.
    assertThat(readOne().executable()).isEqualTo(Optional.of("/cat"));
    assertThat(readOne().environment().problem()).isPresent();
    assertThat(read().problems()).singleElement().asString().contains("environment of process 17");
  }

  /** Each part that is not in the image costs what it tells, and nothing else. */
  private ProcessDetail without(long part, String... problems) throws IOException {
    kernel.set(task, "task_struct", "mm", 0);
    kernel.exclude(part);
    Listing<ProcessDetail> details = read();
    assertThat(details.problems()).hasSize(problems.length);
    for (int i = 0; i < problems.length; i++) {
      assertThat(details.problems().get(i)).startsWith(problems[i] + " of process 17: ");
    }
    return details.items().get(0);
  }

  @Test
  void credentialsThatAreNotInTheImage() throws Exception {
    ProcessDetail detail = without(cred, "credentials", "namespace user");
    assertThat(detail.credentials()).isEmpty();
    assertThat(detail.innerPid()).isEqualTo(Optional.of(3));
  }

  @Test
  void groupsThatAreNotInTheImage() throws Exception {
    Credentials who = without(groups, "groups").credentials().orElseThrow();
    assertThat(who.uid()).isEqualTo(1000);
    assertThat(who.groups()).isEmpty();
  }

  @Test
  void namespacesThatAreNotInTheImage() throws Exception {
    assertThat(without(netNamespace, "namespace net").namespaces())
        .extracting(Namespace::kind)
        .containsExactly("uts", "pid", "user");
  }

  @Test
  void aPidThatIsNotInTheImage() throws Exception {
    ProcessDetail detail = without(pid, "the PID");
    assertThat(detail.innerPid()).isEmpty();
    assertThat(detail.credentials()).isPresent();
  }

  /** Until nobody looks at it any more its task_struct stays: it is in no namespace of PIDs. */
  @Test
  void aProcessThatWasWaitedForHasNoPidAndThatIsNoProblem() throws Exception {
    kernel.set(task, "task_struct", "thread_pid", 0);
    kernel.set(task, "task_struct", "nsproxy", 0);
    kernel.set(task, "task_struct", "mm", 0);
    assertThat(read().problems()).isEmpty();
    assertThat(readOne().innerPid()).isEmpty();
    assertThat(readOne().namespaces()).extracting(Namespace::kind).containsExactly("user");
  }

  @Test
  void aProgramThatIsNotInTheImage() throws Exception {
    kernel.exclude(program);
    assertThat(readOne().executable()).isEmpty();
    assertThat(readOne().innerPid()).isEqualTo(Optional.of(3));
  }
}
