package org.kexshot.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;

/** The areas of one process in the list of kernels before 6.1. */
class MemoryAreasTest {
  private final FakeKernel kernel = new FakeKernel();
  private long mm;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define(
            "mm_struct",
            "mmap: *char",
            "map_count: int",
            "start_brk: unsigned int",
            "brk: unsigned int",
            "start_stack: unsigned int")
        .define("anon_vma_name", "kref: int", "name: char[80]")
        .define(
            "vm_area_struct",
            "vm_start: unsigned int",
            "vm_end: unsigned int",
            "vm_next: *char",
            "vm_flags: unsigned int",
            "vm_pgoff: unsigned int",
            "vm_file: *file",
            "vm_ops: *char",
            "shared: unsigned int",
            "anon_name: *anon_vma_name")
        .define("super_block", "s_dev: unsigned int")
        .define("inode", "i_ino: unsigned int", "i_sb: *super_block")
        .define("path", "mnt: *char", "dentry: *char")
        .define("file", "f_path: path", "f_inode: *inode")
        .define("task_struct", "tasks: list_head", "tgid: int", "mm: *mm_struct", "comm: char[16]");
    long init = kernel.allocate("task_struct");
    long task = kernel.allocate("task_struct");
    kernel.symbol("init_task", init);
    kernel.ring(
        init + kernel.offset("task_struct", "tasks"), task + kernel.offset("task_struct", "tasks"));
    kernel.set(task, "task_struct", "tgid", 7);
    kernel.text(task, "task_struct", "comm", "cat");
    mm = kernel.allocate("mm_struct");
    kernel.set(task, "task_struct", "mm", mm);
    kernel.set(mm, "mm_struct", "start_brk", 0x90_0000);
    kernel.set(mm, "mm_struct", "brk", 0x92_0000);
    kernel.set(mm, "mm_struct", "start_stack", 0xbfff_f000L);
  }

  private long area(long start, long end, int flags) throws IOException {
    long area = kernel.allocateOnOwnPage("vm_area_struct");
    kernel.set(area, "vm_area_struct", "vm_start", start);
    kernel.set(area, "vm_area_struct", "vm_end", end);
    kernel.set(area, "vm_area_struct", "vm_flags", flags);
    return area;
  }

  private void list(long... areas) throws IOException {
    kernel.set(mm, "mm_struct", "mmap", areas[0]);
    for (int i = 1; i < areas.length; i++) {
      kernel.set(areas[i - 1], "vm_area_struct", "vm_next", areas[i]);
    }
    kernel.set(mm, "mm_struct", "map_count", areas.length);
  }

  private Listing<MemoryArea> read() throws IOException {
    return MemoryAreas.read(kernel.open(), pid -> true);
  }

  @Test
  void namesWhatHasNoFile() throws Exception {
    list(
        area(0x10_0000, 0x11_0000, 5),
        area(0x90_0000, 0x92_0000, 3),
        area(0xbff0_0000L, 0xc000_0000L, 3));
    assertThat(read().problems()).isEmpty();
    assertThat(read().items())
        .extracting(MemoryArea::permissions)
        .containsExactly("r-xp", "rw-p", "rw-p");
    assertThat(read().items())
        .extracting(area -> area.name().orElseThrow())
        .containsExactly("", "[heap]", "[stack]");
    assertThat(read().items().get(0).pid()).isEqualTo(7);
    assertThat(read().items().get(0).contains(0x10_ffffL)).isTrue();
    assertThat(read().items().get(0).contains(0x11_0000L)).isFalse();
  }

  /** The kernel drops VM_SHARED where the file is not open for writing; VM_MAYSHARE stays. */
  @Fault("Shared mappings of files that are not writable are shown as private")
  @Test
  void aSharedMappingOfAFileThatIsNotWritableIsShared() throws Exception {
    list(area(0x10_0000, 0x11_0000, 0x81), area(0x20_0000, 0x21_0000, 0x8b));
    assertThat(read().items()).extracting(MemoryArea::permissions).containsExactly("r--s", "rw-s");
  }

  private long named(long area, String name) throws IOException {
    long given = kernel.allocateOnOwnPage("anon_vma_name");
    kernel.text(given, "anon_vma_name", "name", name);
    kernel.set(area, "vm_area_struct", "anon_name", given);
    return area;
  }

  @Test
  void showsTheNamesThatTheProcessGave() throws Exception {
    long memfd = named(area(0x20_0000, 0x21_0000, 0x8b), "queue");
    kernel.set(memfd, "vm_area_struct", "vm_file", kernel.allocateOnOwnPage("file"));
    list(named(area(0x10_0000, 0x11_0000, 3), "arena"), memfd);
    assertThat(read().items())
        .extracting(area -> area.name().orElseThrow())
        .containsExactly("[anon:arena]", "[anon_shmem:queue]");
  }

  @Test
  void anAreaWhoseFileIsNotInTheImageIsShownWithoutIt() throws Exception {
    long file = kernel.allocateOnOwnPage("file");
    long mapped = area(0x10_0000, 0x11_0000, 5);
    kernel.set(mapped, "vm_area_struct", "vm_file", file);
    kernel.set(mapped, "vm_area_struct", "vm_pgoff", 2);
    list(mapped, area(0x20_0000, 0x21_0000, 3));
    kernel.exclude(file);
    assertThat(read().items())
        .extracting(MemoryArea::start, MemoryArea::offset, MemoryArea::inode, MemoryArea::name)
        .containsExactly(
            tuple(0x10_0000L, 0x2000L, Optional.empty(), Optional.empty()),
            tuple(0x20_0000L, 0L, Optional.of(0L), Optional.of("")));
    assertThat(read().problems())
        .hasSize(2)
        .allMatch(problem -> problem.contains("of the memory area at 0x100000 of process 7: "));
  }

  /** As where a part of the list, or of the tree, was overwritten with zeros. */
  @Test
  void aListThatEndsTooEarlyIsTold() throws Exception {
    list(area(0x10_0000, 0x11_0000, 1), area(0x20_0000, 0x21_0000, 1));
    kernel.set(mm, "mm_struct", "map_count", 5);
    assertThat(read().items()).hasSize(2);
    assertThat(read().problems())
        .containsExactly("process 7 has 5 memory areas by its own count, and 2 were found");
  }

  @Test
  void aListThatIsCutEndsWithWhatWasRead() throws Exception {
    long second = area(0x20_0000, 0x21_0000, 1);
    list(area(0x10_0000, 0x11_0000, 1), second, area(0x30_0000, 0x31_0000, 1));
    kernel.exclude(second);
    assertThat(read().items()).hasSize(1);
    assertThat(read().problems()).hasSize(1).first().asString().contains("process 7 breaks off");
  }

  @Test
  void aListThatRunsInACircleEnds() throws Exception {
    long first = area(0x10_0000, 0x11_0000, 1);
    long second = area(0x20_0000, 0x21_0000, 1);
    list(first, second, first);
    assertThat(read().items()).hasSize(2);
    assertThat(read().problems()).hasSize(1).first().asString().contains("runs in a circle");
  }
}
