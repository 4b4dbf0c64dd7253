package org.kexshot.kernel.pagecache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.diff.object.ObjectComparison;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.NoSuchObjectException;
import org.kexshot.kernel.fs.FakeFiles;
import org.kexshot.kind.Listing;

/** A file system mounted at the root, one that is not mounted, and files with pages in each. */
class CachedFileListTest {
  private final FakeKernel kernel = new FakeKernel();
  private FakeFiles files;
  private long mount;
  private long mounted;
  private long root;
  private long unmounted;
  private long hosts;

  @BeforeEach
  void layOut() throws IOException {
    files = new FakeFiles(kernel);
    kernel.define("nsproxy", "mnt_ns: *mnt_namespace").define("task_struct", "nsproxy: *nsproxy");
    mounted = files.superBlock("ext4", 8, 1);
    root = files.root(mounted);
    mount = files.mount(1, mounted, root, 0, 0);
    unmounted = files.superBlock("tmpfs", 0, 7);
    long proxy = kernel.allocate("nsproxy");
    kernel.set(proxy, "nsproxy", "mnt_ns", files.namespace(1, mount));
    long init = kernel.allocate("task_struct");
    kernel.set(init, "task_struct", "nsproxy", proxy);
    kernel.symbol("init_task", init);
    long list = kernel.allocate("list_head");
    kernel.symbol("super_blocks", list);
    kernel.ring(list, mounted, unmounted);
    hosts = inode(mounted, files.entry("hosts", root, mounted), 11, 3);
    long empty = inode(mounted, files.entry("empty", root, mounted), 12, 0);
    long unnamed = inode(mounted, 0, 13, 2);
    inodes(mounted, hosts, empty, unnamed);
    inodes(
        unmounted,
        inode(unmounted, files.entry("plain", files.root(unmounted), unmounted), 20, 1),
        inode(unmounted, alone("memfd:x"), 21, 5));
  }

  /** An entry that no directory has, as of a memfd. */
  private long alone(String name) throws IOException {
    long entry = files.entry(name, 0, unmounted);
    kernel.set(entry, "dentry", "d_parent", entry);
    return entry;
  }

  private long inode(long superBlock, long entry, int number, int pages) throws IOException {
    long inode = kernel.allocateOnOwnPage("inode");
    long mapping = kernel.allocate("address_space");
    kernel.set(inode, "inode", "i_ino", number);
    kernel.set(inode, "inode", "i_generation", 1000 + number);
    kernel.set(inode, "inode", "i_sb", superBlock);
    kernel.set(inode, "inode", "i_size", 100L * number);
    kernel.set(inode, "inode", "i_mapping", mapping);
    kernel.set(mapping, "address_space", "host", inode);
    kernel.set(mapping, "address_space", "nrpages", pages);
    if (entry != 0) {
      kernel.set(inode, "inode", "i_dentry.first", entry + kernel.offset("dentry", "d_u.d_alias"));
    }
    return inode;
  }

  private void inodes(long superBlock, long... inodes) throws IOException {
    long[] nodes = new long[inodes.length];
    for (int i = 0; i < inodes.length; i++) {
      nodes[i] = inodes[i] + kernel.offset("inode", "i_sb_list");
    }
    kernel.ring(superBlock + kernel.offset("super_block", "s_inodes"), nodes);
  }

  private Listing<CachedFile> read() throws IOException {
    return CachedFileList.read(kernel.open());
  }

  @Test
  void listsFilesThatHavePagesInMemory() throws Exception {
    assertThat(read().problems()).isEmpty();
    assertThat(read().items())
        .extracting(
            CachedFile::path,
            CachedFile::type,
            CachedFile::inode,
            CachedFile::generation,
            CachedFile::size,
            CachedFile::pages)
        .containsExactly(
            tuple("/hosts", "ext4", 11L, 1011L, 1100L, 3L),
            tuple("ext4 inode 13", "ext4", 13L, 1013L, 1300L, 2L),
            tuple("tmpfs:/plain", "tmpfs", 20L, 1020L, 2000L, 1L),
            tuple("/memfd:x (deleted)", "tmpfs", 21L, 1021L, 2100L, 5L));
  }

  @Fault("A file that was made set-user-ID is not told")
  @Test
  void whoMayUseAFileIsComparedAsChmodAndChownSetIt() throws Exception {
    kernel.set(hosts, "inode", "i_mode", 0100644);
    CachedFile before = read().items().get(0);
    assertThat(before.permissions()).isEqualTo("0644");
    kernel.set(hosts, "inode", "i_mode", 0104755);
    kernel.set(hosts, "inode", "i_uid.val", 0xffff_fffeL);
    CachedFile after = read().items().get(0);
    assertThat(after.permissions()).isEqualTo("4755");
    assertThat(after.uid()).isEqualTo(0xffff_fffeL);
    ObjectDifference<CachedFile> difference =
        new ObjectComparison<>(CachedFileList.KIND, true)
            .between(
                new Listing<>(List.of(before), List.of()),
                new Listing<>(List.of(after), List.of()));
    assertThat(difference.changed()).hasSize(1);
  }

  @Test
  void aNewFileInThePlaceOfOneThatIsGoneIsNoRenamedOne() throws Exception {
    CachedFile gone = read().items().get(0);
    kernel.set(hosts, "inode", "i_generation", 4711);
    CachedFile fresh = read().items().get(0);
    assertThat(fresh.address()).isEqualTo(gone.address());
    assertThat(fresh.inode()).isEqualTo(gone.inode());
    ObjectDifference<CachedFile> difference =
        new ObjectComparison<>(CachedFileList.KIND, true)
            .between(
                new Listing<>(List.of(gone), List.of()), new Listing<>(List.of(fresh), List.of()));
    assertThat(difference.appeared()).containsExactly(fresh);
    assertThat(difference.vanished()).containsExactly(gone);
  }

  @Fault("`pagecache` can neither name nor extract memfd and System V shared memory")
  @Test
  void ofSeveralFilesWithANameOneIsMeantByItsAddress() throws Exception {
    long one = inode(unmounted, alone("SYSV00000000"), 30, 1);
    long other = inode(unmounted, alone("SYSV00000000"), 31, 1);
    inodes(unmounted, one, other);
    List<CachedFile> all = read().items();
    assertThat(CachedFileList.find(all, "/hosts").inode()).isEqualTo(11);
    assertThat(CachedFileList.find(all, "0x" + Long.toHexString(other)).inode()).isEqualTo(31);
    assertThatThrownBy(() -> CachedFileList.find(all, "/SYSV00000000 (deleted)"))
        .isInstanceOf(NoSuchObjectException.class)
        .hasMessageContaining("0x%x, 0x%x".formatted(one, other));
    assertThatThrownBy(() -> CachedFileList.find(all, "/none"))
        .isInstanceOf(NoSuchObjectException.class)
        .hasMessageContaining("/none");
  }

  @Test
  void aListOfInodesThatBreaksOffHidesNoOtherFileSystem() throws Exception {
    kernel.exclude(hosts);
    Listing<CachedFile> cached = read();
    assertThat(cached.items())
        .extracting(CachedFile::path)
        .containsExactly("tmpfs:/plain", "/memfd:x (deleted)");
    assertThat(cached.problems())
        .anyMatch(problem -> problem.startsWith("the list of inodes of ext4"));
  }

  @Test
  void aFileSystemThatIsNotInTheImageEndsTheListOfThem() throws Exception {
    kernel.exclude(unmounted);
    Listing<CachedFile> cached = read();
    assertThat(cached.items()).extracting(CachedFile::inode).containsExactly(11L, 13L);
    assertThat(cached.problems())
        .anyMatch(problem -> problem.startsWith("the list of file systems breaks off after 2"));
  }

  @Test
  void mountsThatAreNotInTheImageAreToldAndFilesAreNamedInsideTheirFileSystem() throws Exception {
    kernel.exclude(mount);
    Listing<CachedFile> cached = read();
    assertThat(cached.items()).extracting(CachedFile::path).contains("ext4:/hosts");
    assertThat(cached.problems()).anyMatch(problem -> problem.startsWith("the list of mounts"));
  }
}
