package org.kexshot.kernel.sysctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kexshot.Fault;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;

/** A root with one directory {@code vm}, whose table has four entries. */
class SysctlListTest {
  private static final int DIRECTORY_MODE = 0x416d;
  private static final int FILE_MODE = 0x81a4;

  private final FakeKernel kernel = new FakeKernel();
  private long rootDirectory;
  private long directory;
  private long table;
  private long nodes;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("rb_node", "color: unsigned int", "rb_right: *rb_node", "rb_left: *rb_node")
        .define("rb_root", "rb_node: *rb_node")
        .define(
            "ctl_table",
            "procname: *char",
            "data: *char",
            "maxlen: int",
            "mode: unsigned short",
            "proc_handler: *char")
        .define("ctl_node", "node: rb_node", "header: *char")
        .define("ctl_table_header", "ctl_table: *ctl_table", "node: *ctl_node")
        .define("ctl_dir", "header: ctl_table_header", "root: rb_root")
        .define("ctl_table_set", "is_seen: *char", "dir: ctl_dir")
        .define("ctl_table_root", "default_set: ctl_table_set");
    long root = kernel.allocate("ctl_table_root");
    kernel.symbol("sysctl_table_root", root);
    rootDirectory = root + kernel.offset("ctl_table_root", "default_set.dir");
    for (int i = 0; i < 5; i++) {
      String[] handlers = {
        "proc_dointvec_minmax", "proc_dostring", "proc_doulongvec_minmax", "proc_cap_handler", "end"
      };
      kernel.symbol(handlers[i], FakeKernel.PAGE_OFFSET + 0x20_0000 + 64 * i);
    }

    // The directory's own header has a table of one entry, its name.
    directory = kernel.allocate("ctl_dir");
    long name = kernel.allocate("ctl_table");
    entry(name, "vm", DIRECTORY_MODE, 0, 0, 0);
    long nameNode = kernel.allocate("ctl_node");
    kernel.set(nameNode, "ctl_node", "header", directory);
    kernel.set(directory, "ctl_dir", "header.ctl_table", name);
    kernel.set(directory, "ctl_dir", "header.node", nameNode);
    kernel.set(rootDirectory, "ctl_dir", "root.rb_node", nameNode);

    long header = kernel.allocate("ctl_table_header");
    table = kernel.allocate(4 * 20);
    nodes = kernel.allocate(4 * 16);
    kernel.set(header, "ctl_table_header", "ctl_table", table);
    kernel.set(header, "ctl_table_header", "node", nodes);
    for (int i = 0; i < 4; i++) {
      kernel.set(nodes + 16 * i, "ctl_node", "header", header);
      if (i > 0) {
        kernel.set(nodes + 16 * (i - 1), "ctl_node", "node.rb_right", nodes + 16 * i);
      }
    }
    kernel.set(directory, "ctl_dir", "root.rb_node", nodes);
    long numbers = kernel.allocate(16);
    kernel.number(numbers, -1, 4);
    kernel.number(numbers + 4, 60, 4);
    kernel.number(numbers + 8, 0xffff_ffffL, 4);
    entry(table, "swappiness", FILE_MODE, numbers, 8, 0);
    entry(table + 20, "name", FILE_MODE, text("lab"), 64, 1);
    entry(table + 40, "limit", FILE_MODE, numbers + 8, 4, 2);
    entry(table + 60, "bset", FILE_MODE, 1, 4, 3);
  }

  private void entry(long at, String name, int mode, long data, int length, int handler)
      throws IOException {
    kernel.set(at, "ctl_table", "procname", text(name));
    kernel.set(at, "ctl_table", "data", data);
    kernel.set(at, "ctl_table", "maxlen", length);
    kernel.set(at, "ctl_table", "mode", mode);
    kernel.set(at, "ctl_table", "proc_handler", FakeKernel.PAGE_OFFSET + 0x20_0000 + 64 * handler);
  }

  private long text(String value) {
    long at = kernel.allocate(64);
    kernel.bytes(at, value.getBytes(StandardCharsets.US_ASCII));
    return at;
  }

  /** Its entry points to no variable: a function adds up the pools of all sizes. */
  @Fault("The number of huge pages that were asked for is left out")
  @Test
  void hugePagesAreThoseOfThePoolOfTheUsualSize() throws Exception {
    entry(table + 60, "nr_hugepages", FILE_MODE, 0, 4, 4);
    kernel.define(
        "hstate", "max_huge_pages: unsigned int", "nr_overcommit_huge_pages: unsigned int");
    long pools = kernel.allocate(16);
    kernel.set(pools + 8, "hstate", "max_huge_pages", 4);
    long usual = kernel.allocate(4);
    kernel.number(usual, 1, 4);
    kernel.symbol("hstates", pools).symbol("default_hstate_idx", usual);
    assertThat(SysctlList.read(kernel.open()).items())
        .contains(new Sysctl("vm.nr_hugepages", "4", false, pools + 8, 4, "long unsigned int"));
  }

  @Test
  void readsValuesInTheFormOfTheirHandlers() throws Exception {
    Listing<Sysctl> list = SysctlList.read(kernel.open());
    assertThat(list.problems()).isEmpty();
    assertThat(list.items())
        .extracting(sysctl -> sysctl.name() + "=" + sysctl.value())
        .containsExactly("vm.limit=4294967295", "vm.name=lab", "vm.swappiness=-1 60");
  }

  @Test
  void tellsWhereValuesLieAndOfWhichNumbers() throws Exception {
    List<Sysctl> settings = SysctlList.read(kernel.open()).items();
    assertThat(settings)
        .extracting(sysctl -> "%s %d %s".formatted(sysctl.name(), sysctl.bytes(), sysctl.number()))
        .containsExactly("vm.limit 4 long unsigned int", "vm.name 64 ", "vm.swappiness 8 int");
    Sysctl swappiness = settings.get(2);
    assertThat(swappiness.holds(swappiness.address() + 4, 4)).isTrue();
    assertThat(swappiness.holds(swappiness.address() + 4, 5)).isFalse();
    assertThat(swappiness.holds(swappiness.address() - 1, 1)).isFalse();
    assertThat(swappiness.holds(swappiness.address() + 8, 0)).isFalse();
  }

  /** Ticks of four milliseconds; Linux 7.3 has no variable that says so. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void timesAreShownInTheUnitsOfTheirHandlers(boolean variable) throws Exception {
    if (variable) {
      long tick = kernel.allocate(4);
      kernel.number(tick, 4_000_000, 4);
      kernel.symbol("tick_nsec", tick);
    } else {
      kernel.define("clocksource", "mult: unsigned int", "shift: unsigned int");
      long clock = kernel.allocate("clocksource");
      kernel.set(clock, "clocksource", "mult", 4_000_000 << 8);
      kernel.set(clock, "clocksource", "shift", 8);
      kernel.symbol("clocksource_jiffies", clock);
    }
    long ticks = kernel.allocate(4);
    kernel.number(ticks, 7500, 4);
    String[] handlers = {
      "proc_dointvec_jiffies",
      "proc_dointvec_userhz_jiffies",
      "neigh_proc_dointvec_ms_jiffies",
      "devinet_sysctl_forward"
    };
    for (int i = 0; i < 4; i++) {
      kernel.symbol(handlers[i], FakeKernel.PAGE_OFFSET + 0x20_1000 + 64 * i);
      entry(table + 20 * i, "p" + i, FILE_MODE, ticks, 4, 64 + i);
    }
    assertThat(SysctlList.read(kernel.open()).items())
        .extracting(sysctl -> sysctl.name() + "=" + sysctl.value() + " " + sysctl.raw())
        .containsExactly(
            "vm.p0=30 false", "vm.p1=3000 false", "vm.p2=30000 false", "vm.p3=7500 true");
  }

  /** Of Linux 5.10, 6.1 and 7.3, where one name's beginning is another's too. */
  @ParameterizedTest
  @CsvSource({
    "proc_ipc_doulongvec_minmax, LONGS",
    "sysctl_panic_print_handler, LONGS",
    "sysctl_sys_info_handler, COMPUTED",
    "sd_ctl_doflags, COMPUTED",
    "proc_nmi_watchdog, COMPUTED",
    "proc_watchdog_cpumask, COMPUTED",
    "proc_watchdog_thresh, RAW",
    "proc_fib_multipath_hash_seed, COMPUTED",
    "proc_path_manager, TEXT",
    "proc_scheduler, TEXT"
  })
  void handlersOfOtherKernels(String handler, SysctlForm form) {
    assertThat(SysctlForm.of(handler, "any")).isEqualTo(form);
  }

  @Test
  void aDirectoryInsideItselfEnds() throws Exception {
    kernel.set(directory, "ctl_dir", "root.rb_node", nodes);
    kernel.set(nodes, "ctl_node", "header", directory);
    kernel.set(directory, "ctl_dir", "header.node", nodes);
    kernel.set(rootDirectory, "ctl_dir", "root.rb_node", nodes);
    Listing<Sysctl> list = SysctlList.read(kernel.open());
    assertThat(list.problems()).anySatisfy(text -> assertThat(text).contains("contains itself"));
  }
}
