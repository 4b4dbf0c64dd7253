package org.kexshot.kernel.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kind.Listing;

/** A kernel with one table of each kind, in which things are then changed. */
class IntegrityTest {
  private static final long TEXT = FakeKernel.PAGE_OFFSET + 0x20_0000;
  private static final long CONSTANTS = FakeKernel.PAGE_OFFSET + 0x30_0000;
  private static final long AREA = FakeKernel.PAGE_OFFSET + 0xb0_0000L;

  private final FakeKernel kernel = new FakeKernel();
  private long gates;
  private long base;

  @BeforeEach
  void layOut() throws IOException {
    layOut(kernel);
  }

  private void layOut(FakeKernel made) throws IOException {
    made.define("list_head", "next: *list_head", "prev: *list_head")
        .define("hlist_node", "next: *hlist_node")
        .define("signal_struct", "thread_head: list_head")
        .define("task_struct", "tasks: list_head", "pid: int")
        .define("kobject", "entry: list_head")
        .define("module_kobject", "kobj: kobject", "mod: *char")
        .define("layout", "base: *char", "size: unsigned int", "text_size: unsigned int")
        .define(
            "module",
            "state: int",
            "list: list_head",
            "name: char[56]",
            "mkobj: module_kobject",
            "core_layout: layout",
            "init_layout: layout")
        .define("seq_operations", "start: *char", "stop: *char", "next: *char", "show: *char")
        .define("jump_entry", "code: int", "target: int", "key: int")
        .define("kprobe", "hlist: hlist_node", "addr: *char", "opcode: unsigned char")
        .define(
            "gate_struct",
            "offset_low: unsigned short",
            "segment: unsigned short",
            "offset_middle: unsigned short");
    made.symbol("_stext", TEXT).symbol("_etext", TEXT + 0x2000).symbol("_end", TEXT + 0x20_0000);
    made.function("__ia32_sys_read", TEXT + 0x100).function("__ia32_sys_write", TEXT + 0x200);
    made.function("show", TEXT + 0x300);
    made.symbol("__start_rodata", CONSTANTS).symbol("__end_rodata", CONSTANTS + 0x1000);
    made.symbol("sys_call_table", CONSTANTS + 0x100);
    made.symbol("tcp4_seq_ops", CONSTANTS + 0x110).symbol("behind", CONSTANTS + 0x120);
    made.bytes(TEXT, new byte[0x2000]);
    made.bytes(CONSTANTS, new byte[0x1000]);
    made.number(CONSTANTS + 0x100, TEXT + 0x100, 4);
    made.number(CONSTANTS + 0x104, TEXT + 0x200, 4);
    for (int i = 0; i < 4; i++) {
      made.number(CONSTANTS + 0x110 + 4 * i, TEXT + 0x300, 4);
    }
    gates = made.allocate(256 * 12);
    made.symbol("idt_table", gates);
    for (int i = 0; i < 256; i++) {
      gate(made, i, TEXT + 0x300);
    }
    long init = made.allocate("task_struct");
    made.symbol("init_task", init);
    made.ring(init);
    long head = made.allocate("list_head");
    made.symbol("modules", head);
    made.ring(head);
    long highMemory = made.allocate(4);
    made.number(highMemory, AREA, 4);
    made.symbol("high_memory", highMemory);
    made.define("xarray", "xa_head: *char").symbol("irq_desc_tree", made.allocate("xarray"));
    base = head;
  }

  private void gate(FakeKernel made, int vector, long handler) throws IOException {
    made.set(gates + 12L * vector, "gate_struct", "offset_low", handler & 0xffff);
    made.set(gates + 12L * vector, "gate_struct", "offset_middle", handler >>> 16);
  }

  private void module(String name, boolean listed) throws IOException {
    module(kernel, name, listed);
  }

  private void module(FakeKernel made, String name, boolean listed) throws IOException {
    long module = AREA + 0x1000;
    made.bytes(AREA, new byte[0x4000]);
    made.text(module, "module", "name", name);
    made.set(module, "module", "mkobj.mod", module);
    made.set(module, "module", "core_layout.base", AREA);
    made.set(module, "module", "core_layout.size", 0x4000);
    made.set(module, "module", "core_layout.text_size", 0x1000);
    if (listed) {
      made.ring(base, module + made.offset("module", "list"));
    }
  }

  private List<Finding> check() throws IOException {
    Listing<Finding> findings = Integrity.check(kernel.open(), Optional.empty());
    assertThat(findings.problems()).isEmpty();
    return findings.items();
  }

  @Test
  void nothingIsFoundWhereNothingIsChanged() throws Exception {
    assertThat(check()).isEmpty();
  }

  @Test
  void aSystemCallOutsideTheKernelIsFound() throws Exception {
    module("dummy", true);
    kernel.number(CONSTANTS + 0x104, AREA + 0x40, 4);
    List<Finding> findings = check();
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).type()).isEqualTo(FindingType.SYSTEM_CALL);
    assertThat(findings.get(0).place()).isEqualTo("sys_call_table[1]");
    assertThat(findings.get(0).found()).contains("module dummy");
  }

  @Test
  void aSystemCallThatIsAnotherFunctionIsFound() throws Exception {
    kernel.number(CONSTANTS + 0x100, TEXT + 0x300, 4);
    assertThat(check()).extracting(Finding::found).containsExactly("show");
  }

  @Test
  void aGateIntoAHiddenModuleIsFoundAndSoIsTheModule() throws Exception {
    module("ghost", false);
    gate(kernel, 0x80, AREA + 0x40);
    List<Finding> findings = check();
    assertThat(findings)
        .extracting(Finding::type)
        .containsExactly(FindingType.INTERRUPT_GATE, FindingType.HIDDEN_MODULE);
    assertThat(findings.get(0).place()).isEqualTo("idt_table[128]");
    assertThat(findings.get(0).found()).contains("hidden module ghost");
  }

  @Test
  void aConstantTableOfOperationsLeadsIntoNoModule() throws Exception {
    module("dummy", true);
    kernel.number(CONSTANTS + 0x11c, AREA + 0x80, 4);
    List<Finding> findings = check();
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).type()).isEqualTo(FindingType.OPERATION);
    assertThat(findings.get(0).place()).isEqualTo("tcp4_seq_ops.show");
  }

  @Test
  void whatServedTheBootOnlyIsOthersNow() throws Exception {
    module("dummy", true);
    kernel.symbol("__init_begin", CONSTANTS + 0x110).symbol("__init_end", CONSTANTS + 0x120);
    kernel.number(CONSTANTS + 0x11c, AREA + 0x80, 4);
    assertThat(check()).isEmpty();
  }

  @Test
  void changedTextIsFoundUnlessTheKernelPatchedIt() throws Exception {
    FakeKernel before = new FakeKernel();
    layOut(before);
    // A static key at 0x400, a probe at 0x500, and a jump over a function's start.
    for (FakeKernel made : List.of(before, kernel)) {
      long keys = made.allocate(12);
      made.set(keys, "jump_entry", "code", TEXT + 0x400 - keys);
      made.set(keys, "jump_entry", "target", TEXT + 0x440 - (keys + 4));
      made.symbol("__start___jump_table", keys).symbol("__stop___jump_table", keys + 12);
      made.bytes(TEXT + 0x400, new byte[] {0x3e, (byte) 0x8d, 0x74, 0x26, 0});
      made.bytes(TEXT + 0x500, new byte[] {0x55});
    }
    KernelImage first = before.open();
    long table = kernel.allocate(16);
    kernel.symbol("kprobe_table", table).symbol("behind_kprobes", table + 4);
    long probe = kernel.allocate("kprobe");
    kernel.number(table, probe, 4);
    kernel.set(probe, "kprobe", "addr", TEXT + 0x500);
    kernel.set(probe, "kprobe", "opcode", 0x55);
    kernel.bytes(TEXT + 0x400, new byte[] {(byte) 0xe9, 0x3b, 0, 0, 0});
    kernel.bytes(TEXT + 0x500, new byte[] {(byte) 0xcc});
    kernel.bytes(TEXT + 0x300, new byte[] {(byte) 0xe9, 1, 2, 3, 4});

    List<Finding> findings = Integrity.check(kernel.open(), Optional.of(first)).items();
    assertThat(findings).extracting(Finding::type).containsOnly(FindingType.TEXT);
    assertThat(findings).extracting(Finding::place).containsExactly("show", "show+0x200");
    assertThat(findings).extracting(Finding::explained).containsExactly(false, true);
    assertThat(findings.get(0).found()).isEqualTo("e9 01 02 03 04");
    assertThat(findings.get(0).expected()).isEqualTo("was 00 00 00 00 00");
    assertThat(findings.get(1).expected()).isEqualTo("a kprobe");
  }

  /** A key whose place holds neither its jump nor nothing to do. */
  @Test
  void aPlaceOfAStaticKeyThatHoldsOtherCodeIsFound() throws Exception {
    long keys = kernel.allocate(24);
    for (int i = 0; i < 2; i++) {
      kernel.set(keys + 12 * i, "jump_entry", "code", TEXT + 0x400 + 16 * i - (keys + 12 * i));
      kernel.set(keys + 12 * i, "jump_entry", "target", TEXT + 0x440 - (keys + 12 * i + 4));
    }
    kernel.symbol("__start___jump_table", keys).symbol("__stop___jump_table", keys + 24);
    kernel.bytes(TEXT + 0x400, new byte[] {0x3e, (byte) 0x8d, 0x74, 0x26, 0});
    kernel.bytes(TEXT + 0x410, new byte[] {(byte) 0xe9, 0x1b, 0, 0, 0});
    List<Finding> findings = check();
    assertThat(findings).extracting(Finding::place).containsExactly("show+0x110");
    assertThat(findings.get(0).type()).isEqualTo(FindingType.TEXT);
    kernel.bytes(TEXT + 0x410, new byte[] {(byte) 0xe9, 0x2b, 0, 0, 0});
    assertThat(check()).isEmpty();
  }

  /** Moves of a register to itself, where a static key of a 32-bit kernel is not in use. */
  @Fault("`integrity` accuses 32-bit kernels of their two-byte nops")
  @Test
  void shortNopsOf32BitKernelsAreNoOtherCode() throws Exception {
    long keys = kernel.allocate(24);
    for (int i = 0; i < 2; i++) {
      kernel.set(keys + 12 * i, "jump_entry", "code", TEXT + 0x400 + 16 * i - (keys + 12 * i));
      kernel.set(keys + 12 * i, "jump_entry", "target", TEXT + 0x440 - (keys + 12 * i + 4));
    }
    kernel.symbol("__start___jump_table", keys).symbol("__stop___jump_table", keys + 24);
    kernel.bytes(TEXT + 0x400, new byte[] {(byte) 0x89, (byte) 0xf6});
    kernel.bytes(TEXT + 0x410, new byte[] {(byte) 0x8b, (byte) 0xc0});
    assertThat(check()).isEmpty();
  }

  /** As after a kprobe at the entry of a function, also once it is gone. */
  @Fault("`integrity` accuses a kernel that had a kprobe")
  @Test
  void aTrampolineThatTheTracerListsIsTheKernels() throws Exception {
    long trampoline = 0xe000_0000L;
    long table = kernel.allocate(8192) + 4095 & -4096;
    long root = FakeKernel.PAGE_OFFSET + 0x10_0000;
    kernel.number(root + 4 * (trampoline >>> 22), table - FakeKernel.PAGE_OFFSET | 1, 4);
    kernel.number(table, 0x30_0001, 4);
    kernel.define(
        "ftrace_ops",
        "func: *()",
        "trampoline: unsigned int",
        "trampoline_size: unsigned int",
        "list: list_head");
    long operations = kernel.allocate("ftrace_ops");
    kernel.symbol("kprobe_ftrace_ops", operations).symbol("behind_it", operations + 20);
    kernel.set(operations, "ftrace_ops", "trampoline", trampoline);
    kernel.set(operations, "ftrace_ops", "trampoline_size", 0x80);
    assertThat(check())
        .extracting(Finding::place, Finding::found)
        .containsExactly(
            tuple("kprobe_ftrace_ops+0x4", "0xe0000000, executable memory of no module"));
    long list = kernel.allocate("list_head");
    kernel.ring(list, operations + kernel.offset("ftrace_ops", "list"));
    kernel.fileSymbol("ftrace_ops_trampoline_list", list);
    assertThat(check()).isEmpty();
  }

  /** Inodes of procfs and of another file system, the operations of which are a table at first. */
  private long[] files(long table) throws IOException {
    kernel
        .define("file_system_type", "name: *char")
        .define(
            "super_block", "s_list: list_head", "s_type: *file_system_type", "s_inodes: list_head")
        .define(
            "inode", "i_ino: unsigned int", "i_fop: *char", "i_op: *char", "i_sb_list: list_head");
    long systems = kernel.allocate("list_head");
    kernel.symbol("super_blocks", systems);
    long[] blocks = new long[2];
    long[] inodes = new long[2];
    for (int i = 0; i < 2; i++) {
      long type = kernel.allocate("file_system_type");
      kernel.set(type, "file_system_type", "name", kernel.string(i == 0 ? "proc" : "tracefs"));
      blocks[i] = kernel.allocate("super_block");
      kernel.set(blocks[i], "super_block", "s_type", type);
      inodes[i] = kernel.allocate("inode");
      kernel.set(inodes[i], "inode", "i_ino", 40 + i);
      kernel.set(inodes[i], "inode", "i_fop", table);
      kernel.ring(
          blocks[i] + kernel.offset("super_block", "s_inodes"),
          inodes[i] + kernel.offset("inode", "i_sb_list"));
    }
    kernel.ring(systems, blocks);
    return inodes;
  }

  @Fault("A file of procfs whose operations were swapped is not found")
  @Test
  void aFileOfProcWhoseOperationsAreAModulesIsFound() throws Exception {
    module("dummy", true);
    long[] inodes = files(CONSTANTS + 0x110);
    assertThat(check()).isEmpty();
    // Modules may make files of tracefs.
    kernel.set(inodes[1], "inode", "i_fop", AREA + 0x2000);
    assertThat(check()).isEmpty();
    kernel.set(inodes[0], "inode", "i_fop", AREA + 0x2000);
    List<Finding> findings = check();
    assertThat(findings)
        .extracting(Finding::type, Finding::place, Finding::expected)
        .containsExactly(tuple(FindingType.OPERATION, "inode 40: i_fop", "a table of the kernel"));
    assertThat(findings.get(0).found()).contains("module dummy");
  }

  @Test
  void aFileWhoseOperationsAreAHiddenModulesIsFound() throws Exception {
    module("ghost", false);
    long[] inodes = files(CONSTANTS + 0x110);
    kernel.set(inodes[1], "inode", "i_op", AREA + 0x2000);
    assertThat(check())
        .extracting(Finding::type, Finding::place)
        .contains(tuple(FindingType.OPERATION, "inode 41: i_op"));
  }

  @Fault("`integrity` of a clean kernel says nothing at all")
  @Test
  void aCleanKernelTellsHowMuchWasLookedAt() throws Exception {
    module("dummy", true);
    files(CONSTANTS + 0x110);
    IntegrityReport report = Integrity.inspect(kernel.open(), Optional.empty());
    assertThat(report.findings().items()).isEmpty();
    assertThat(report.looked())
        .containsEntry(Subject.SYSTEM_CALLS, 2L)
        .containsEntry(Subject.INTERRUPT_GATES, 256L)
        .containsEntry(Subject.TABLES_OF_OPERATIONS, 1L)
        .containsEntry(Subject.FILES, 2L)
        .containsEntry(Subject.FUNCTIONS, 3L)
        .containsEntry(Subject.MODULES, 1L)
        .containsEntry(Subject.PROCESSES, 0L);
  }

  @Test
  void aFunctionThatBeginsWithAJumpIntoAHiddenModuleIsFoundInOneImage() throws Exception {
    module("ghost", false);
    long distance = AREA + 0x40 - (TEXT + 0x305);
    kernel.bytes(TEXT + 0x300, new byte[] {(byte) 0xe9});
    kernel.number(TEXT + 0x301, distance, 4);
    List<Finding> findings = check();
    assertThat(findings)
        .extracting(Finding::type, Finding::place)
        .containsExactly(
            tuple(FindingType.HIDDEN_MODULE, "ghost"), tuple(FindingType.TEXT, "show"));
    assertThat(findings.get(1).found()).contains("hidden module ghost");
  }

  @Test
  void otherWaysToLeaveAFunctionAreFoundToo() throws Exception {
    module("ghost", false);
    int target = (int) (AREA + 0x40);
    byte[] low = {
      (byte) target, (byte) (target >> 8), (byte) (target >> 16), (byte) (target >> 24)
    };
    kernel.bytes(TEXT + 0x300, new byte[] {0x68, low[0], low[1], low[2], low[3], (byte) 0xc3});
    kernel.bytes(
        TEXT + 0x200,
        new byte[] {(byte) 0xb8, low[0], low[1], low[2], low[3], (byte) 0xff, (byte) 0xe0});
    long slot = kernel.allocate(4);
    kernel.number(slot, AREA + 0x40, 4);
    kernel.bytes(TEXT + 0x100, new byte[] {(byte) 0xff, 0x25});
    kernel.number(TEXT + 0x102, slot, 4);
    assertThat(check())
        .filteredOn(finding -> finding.type() == FindingType.TEXT)
        .extracting(Finding::place)
        .containsExactly("__ia32_sys_read", "__ia32_sys_write", "show");
  }

  @Test
  void changedCodeOfAModuleIsFound() throws Exception {
    module(kernel, "dummy", true);
    FakeKernel before = new FakeKernel();
    layOut(before);
    module(before, "dummy", true);
    kernel.bytes(AREA + 0x80, new byte[] {0x31, (byte) 0xc0});
    // Data of modules changes as they run.
    kernel.bytes(AREA + 0x2080, new byte[] {1});
    List<Finding> findings = Integrity.check(kernel.open(), Optional.of(before.open())).items();
    assertThat(findings)
        .extracting(Finding::type, Finding::address)
        .containsExactly(tuple(FindingType.TEXT, AREA + 0x80));
    assertThat(findings.get(0).expected()).isEqualTo("was 00 00");
  }

  @Test
  void tablesThatAreNotThereAreTold() throws Exception {
    kernel.exclude(CONSTANTS);
    Listing<Finding> findings = Integrity.check(kernel.open(), Optional.empty());
    assertThat(findings.items()).isEmpty();
    assertThat(findings.problems())
        .anySatisfy(problem -> assertThat(problem).contains("sys_call_table[0]"))
        .anySatisfy(problem -> assertThat(problem).contains("tcp4_seq_ops"));
  }
}
