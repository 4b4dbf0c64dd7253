package org.kexshot.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;

/** One process with a table of four descriptors, files of an unmounted file system. */
class OpenFileListTest {
  private final FakeKernel kernel = new FakeKernel();
  private long table;
  private long mount;
  private long root;
  private long superBlock;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define("qstr", "name: *char")
        .define("hlist_bl_node", "next: *char", "pprev: *char")
        .define("file_system_type", "name: *char")
        .define("super_block", "s_type: *file_system_type", "s_dev: unsigned int")
        .define("dentry_operations", "d_dname: *char")
        .define("proc_ns_operations", "name: *char")
        .define("ns_common", "stashed: *char", "ops: *proc_ns_operations")
        .define("inode", "i_ino: unsigned int", "i_sb: *super_block", "i_private: *char")
        .define(
            "dentry",
            "d_parent: *char",
            "d_name: qstr",
            "d_inode: *inode",
            "d_op: *dentry_operations",
            "d_sb: *super_block",
            "d_fsdata: *char",
            "d_hash: hlist_bl_node")
        .define("vfsmount", "mnt_root: *dentry", "mnt_sb: *super_block")
        .define("mount", "mnt_parent: *char", "mnt_mountpoint: *char", "mnt: vfsmount")
        .define("path", "mnt: *vfsmount", "dentry: *dentry")
        .define(
            "file", "f_path: path", "f_inode: *inode", "f_mode: unsigned int", "f_pos: long long")
        .define("fdtable", "max_fds: unsigned int", "fd: *char")
        .define("files_struct", "fdt: *fdtable")
        .define(
            "task_struct",
            "tasks: list_head",
            "tgid: int",
            "files: *files_struct",
            "comm: char[16]");
    long init = kernel.allocate("task_struct");
    long task = kernel.allocate("task_struct");
    kernel.symbol("init_task", init);
    kernel.ring(
        init + kernel.offset("task_struct", "tasks"), task + kernel.offset("task_struct", "tasks"));
    kernel.set(task, "task_struct", "tgid", 7);
    kernel.text(task, "task_struct", "comm", "cat");
    long files = kernel.allocate("files_struct");
    kernel.set(task, "task_struct", "files", files);
    table = kernel.allocate("fdtable");
    kernel.set(files, "files_struct", "fdt", table);
    kernel.set(table, "fdtable", "max_fds", 4);
    kernel.set(table, "fdtable", "fd", kernel.allocate(16));
    long type = kernel.allocate("file_system_type");
    kernel.set(type, "file_system_type", "name", kernel.string("ext4"));
    superBlock = kernel.allocate("super_block");
    kernel.set(superBlock, "super_block", "s_type", type);
    kernel.set(superBlock, "super_block", "s_dev", 8 << 20 | 1);
    root = dentry("/", 0);
    kernel.set(root, "dentry", "d_parent", root);
    mount = kernel.allocate("mount");
    kernel.set(mount, "mount", "mnt_parent", mount);
    kernel.set(mount, "mount", "mnt.mnt_root", root);
  }

  private long dentry(String name, long parent) throws IOException {
    long dentry = kernel.allocate("dentry");
    kernel.set(dentry, "dentry", "d_parent", parent);
    kernel.set(dentry, "dentry", "d_name.name", kernel.string(name));
    kernel.set(dentry, "dentry", "d_sb", superBlock);
    kernel.set(dentry, "dentry", "d_hash.pprev", 1);
    return dentry;
  }

  /** Opens a file under a descriptor; it lies on a page of its own. */
  private long open(int fd, long dentry, int mode) throws IOException {
    long inode = kernel.allocate("inode");
    kernel.set(inode, "inode", "i_ino", 100 + fd);
    kernel.set(inode, "inode", "i_sb", superBlock);
    long file = kernel.allocateOnOwnPage("file");
    kernel.set(file, "file", "f_path.dentry", dentry);
    kernel.set(file, "file", "f_path.mnt", mount + kernel.offset("mount", "mnt"));
    kernel.set(file, "file", "f_inode", inode);
    kernel.set(file, "file", "f_mode", mode);
    kernel.set(file, "file", "f_pos", 4096L * fd);
    byte[] array = new byte[4];
    kernel
        .physical()
        .read(table + kernel.offset("fdtable", "fd") - FakeKernel.PAGE_OFFSET, array, 0, 4);
    long first =
        Integer.toUnsignedLong(ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN).getInt());
    kernel.number(first + 4L * fd, file, 4);
    return file;
  }

  private Listing<OpenFile> read() throws IOException {
    return OpenFileList.read(kernel.open(), pid -> true);
  }

  @Test
  void readsPathModeAndPosition() throws Exception {
    long etc = dentry("etc", root);
    open(0, dentry("passwd", etc), 1);
    open(3, dentry("log", root), 3);
    assertThat(read().problems()).isEmpty();
    assertThat(read().items())
        .extracting(OpenFile::pid, OpenFile::fd, OpenFile::path, OpenFile::mode, OpenFile::position)
        .containsExactly(
            tuple(7, 0, Optional.of("/etc/passwd"), "r", 0L),
            tuple(7, 3, Optional.of("/log"), "rw", 3 * 4096L));
    assertThat(read().items().get(0).device()).contains("8:1");
  }

  @Test
  void aFileThatIsNotInTheImageIsToldAndTheOthersAreShown() throws Exception {
    open(0, dentry("a", root), 1);
    kernel.exclude(open(1, dentry("b", root), 1));
    open(2, dentry("c", root), 1);
    Listing<OpenFile> files = read();
    assertThat(files.items())
        .extracting(file -> file.path().orElseThrow())
        .containsExactly("/a", "/c");
    assertThat(files.problems()).hasSize(1).first().asString().contains("file descriptor 1");
  }

  @Test
  void aFileOfWhichAPartIsNotInTheImageKeepsTheOthers() throws Exception {
    long name = dentry("b", root);
    long cut = kernel.allocateOnOwnPage("dentry");
    kernel.set(name, "dentry", "d_parent", cut);
    long file = open(0, name, 3);
    long inode = kernel.allocateOnOwnPage("inode");
    kernel.set(file, "file", "f_inode", inode);
    kernel.exclude(cut);
    kernel.exclude(inode);
    Listing<OpenFile> files = read();
    assertThat(files.items())
        .extracting(OpenFile::fd, OpenFile::mode, OpenFile::path, OpenFile::inode, OpenFile::device)
        .containsExactly(tuple(0, "rw", Optional.empty(), Optional.empty(), Optional.empty()));
    assertThat(files.problems())
        .hasSize(2)
        .anyMatch(problem -> problem.startsWith("the path of file descriptor 0 of process 7: "))
        .anyMatch(problem -> problem.startsWith("the inode of file descriptor 0 of process 7: "));
  }

  @Test
  void aNameThatWasRemovedIsDeletedAndOneThatNeverWasToo() throws Exception {
    long gone = dentry("gone", root);
    kernel.set(gone, "dentry", "d_hash.pprev", 0);
    open(0, gone, 1);
    long operations = kernel.allocate("dentry_operations");
    kernel.set(operations, "dentry_operations", "d_dname", 0xc040_1234L);
    kernel.symbol("simple_dname", 0xc040_1234L);
    long memory = dentry("memfd:x", 0);
    kernel.set(memory, "dentry", "d_parent", memory);
    kernel.set(memory, "dentry", "d_op", operations);
    open(1, memory, 3);
    assertThat(read().items())
        .extracting(file -> file.path().orElseThrow())
        .containsExactly("/gone (deleted)", "/memfd:x (deleted)");
  }

  private long superBlock(String fileSystem) throws IOException {
    long type = kernel.allocate("file_system_type");
    kernel.set(type, "file_system_type", "name", kernel.string(fileSystem));
    long made = kernel.allocate("super_block");
    kernel.set(made, "super_block", "s_type", type);
    return made;
  }

  /** Since 6.9 the entry's private data is where the entry is kept, not the kind of namespace. */
  @Fault("Handles of namespaces have a control character for a name")
  @Test
  void aNamespaceIsNamedByItsKind() throws Exception {
    long operations = kernel.allocate("proc_ns_operations");
    kernel.set(operations, "proc_ns_operations", "name", kernel.string("net"));
    long namespace = kernel.allocate("ns_common");
    kernel.set(namespace, "ns_common", "ops", operations);
    long inode = kernel.allocate("inode");
    kernel.set(inode, "inode", "i_ino", 4026531833L);
    kernel.set(inode, "inode", "i_private", namespace);
    long entry = dentry("", 0);
    kernel.set(entry, "dentry", "d_parent", entry);
    kernel.set(entry, "dentry", "d_sb", superBlock("nsfs"));
    kernel.set(entry, "dentry", "d_inode", inode);
    kernel.set(entry, "dentry", "d_fsdata", namespace);
    open(0, entry, 1);
    assertThat(read().items().get(0).path()).contains("net:[4026531833]");
  }

  @Fault("A pidfd is called `/`")
  @Test
  void aPidfdIsNamedAsOne() throws Exception {
    long entry = dentry("", 0);
    kernel.set(entry, "dentry", "d_parent", entry);
    kernel.set(entry, "dentry", "d_sb", superBlock("pidfs"));
    open(0, entry, 1);
    assertThat(read().items().get(0).path()).contains("anon_inode:[pidfd]");
  }

  @Test
  void namesThatRunInACircleEnd() throws Exception {
    long one = dentry("one", 0);
    long other = dentry("other", one);
    kernel.set(one, "dentry", "d_parent", other);
    open(0, one, 1);
    assertThat(read().items()).hasSize(1);
  }

  @Test
  void aTableThatClaimsTooMuchIsDamaged() throws Exception {
    kernel.set(table, "fdtable", "max_fds", 0x7fff_ffff);
    assertThat(read().items()).isEmpty();
    assertThat(read().problems()).hasSize(1).first().asString().contains("claims");
  }

  @Test
  void onlyWantedProcessesAreRead() throws Exception {
    open(0, dentry("a", root), 1);
    assertThat(OpenFileList.read(kernel.open(), pid -> pid == 8).items()).isEmpty();
  }
}
