package org.kexshot.kernel.mm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;

/** Two counters of zones and two of nodes, one NUMA event between their names. */
class MemoryCountersTest {
  private final FakeKernel kernel = new FakeKernel();
  private long names;
  private long zoneValues;

  private long nodeValues;

  @BeforeEach
  void layOut() throws IOException {
    layOut("NR_VM_NUMA_EVENT_ITEMS", "NR_FILE", "NR_DIRTY", "NR_VM_NODE_STAT_ITEMS");
  }

  private void layOut(String countOfEvents, String... nodeItems) throws IOException {
    kernel
        .enumerate("zone_stat_item", "NR_FREE_PAGES", "NR_MLOCK", "NR_VM_ZONE_STAT_ITEMS")
        .enumerate("numa_stat_item", "NUMA_HIT", countOfEvents)
        .enumerate("node_stat_item", nodeItems)
        .define("word", "value: unsigned int")
        .define("page_of_words", "words: word[1024]");
    names = kernel.allocateOnOwnPage("page_of_words");
    String[] texts = {"nr_free_pages", "nr_mlock", "numa_hit", "nr_file_pages", "nr_dirty"};
    for (int i = 0; i < texts.length; i++) {
      kernel.number(names + 4L * i, kernel.string(texts[i]), 4);
    }
    kernel.symbol("vmstat_text", names);
    zoneValues = values("vm_zone_stat", 100, -3);
    nodeValues = values("vm_node_stat", 30, 4);
  }

  /** Kernels before 5.14 call the count by another name. */
  @Fault("Counters of 5.10 have the names of others")
  @Test
  void olderKernelsCallTheCountOfNumaEventsOtherwise() throws Exception {
    assertThat(counters("NR_VM_NUMA_STAT_ITEMS").items())
        .contains(new MemoryCounter("nr_file_pages", 30), new MemoryCounter("nr_dirty", 4));
  }

  /** Where it is not known how many names stand between, no counter has a name of another. */
  @Fault("An enumerator that is missing counts as 0")
  @Test
  void aMissingCountOfNumaEventsIsNotZero() throws Exception {
    Listing<MemoryCounter> counters = counters("NR_VM_NUMA_ITEMS_AS_NOBODY_CALLS_THEM");
    assertThat(counters.items())
        .contains(new MemoryCounter("vm_node_stat[0]", 30), new MemoryCounter("nr_mlock", 0));
    assertThat(counters.problems()).singleElement().asString().contains("numa_stat_item");
  }

  private static Listing<MemoryCounter> counters(String countOfEvents) throws IOException {
    MemoryCountersTest other = new MemoryCountersTest();
    other.layOut(countOfEvents, "NR_FILE", "NR_DIRTY", "NR_VM_NODE_STAT_ITEMS");
    return other.read();
  }

  @Test
  void aMissingCountOfCountersIsTold() throws Exception {
    MemoryCountersTest other = new MemoryCountersTest();
    other.layOut("NR_VM_NUMA_EVENT_ITEMS", "NR_FILE", "NR_DIRTY");
    Listing<MemoryCounter> counters = other.read();
    assertThat(counters.items())
        .extracting(MemoryCounter::name)
        .containsExactly("nr_free_pages", "nr_mlock");
    assertThat(counters.problems())
        .singleElement()
        .asString()
        .contains("enum node_stat_item has no enumerator NR_VM_NODE_STAT_ITEMS");
  }

  /** In base pages since 5.12, which has NR_SWAPCACHE; /proc/vmstat shows huge pages always. */
  @Fault("Counters of huge pages count base pages")
  @Test
  void countersOfHugePagesAreInHugePages() throws Exception {
    MemoryCountersTest before = new MemoryCountersTest();
    before.layOut("NR_VM_NUMA_STAT_ITEMS", "NR_FILE", "NR_ANON_THPS", "NR_VM_NODE_STAT_ITEMS");
    assertThat(before.read().items()).contains(new MemoryCounter("nr_dirty", 4));
    MemoryCountersTest since = new MemoryCountersTest();
    since.layOut("NR_VM_NUMA_STAT_ITEMS", "NR_SWAPCACHE", "NR_ANON_THPS", "NR_VM_NODE_STAT_ITEMS");
    since.kernel.number(since.nodeValues + 4, 4 * 1024, 4);
    assertThat(since.read().items()).contains(new MemoryCounter("nr_dirty", 4));
  }

  private long values(String symbol, int... values) throws IOException {
    long at = kernel.allocateOnOwnPage("page_of_words");
    for (int i = 0; i < values.length; i++) {
      kernel.number(at + 4L * i, values[i], 4);
    }
    kernel.symbol(symbol, at);
    return at;
  }

  private Listing<MemoryCounter> read() throws IOException {
    return MemoryCounters.read(kernel.open());
  }

  @Test
  void readsCountersByTheKernelsNamesAndNoneBelowZero() throws Exception {
    assertThat(read().problems()).isEmpty();
    assertThat(read().items())
        .containsExactly(
            new MemoryCounter("nr_free_pages", 100),
            new MemoryCounter("nr_mlock", 0),
            new MemoryCounter("nr_file_pages", 30),
            new MemoryCounter("nr_dirty", 4));
  }

  @Test
  void countersThatAreNotInTheImageAreToldAndTheOthersAreShown() throws Exception {
    kernel.exclude(zoneValues);
    Listing<MemoryCounter> counters = read();
    assertThat(counters.items())
        .extracting(MemoryCounter::name)
        .containsExactly("nr_file_pages", "nr_dirty");
    assertThat(counters.problems())
        .hasSize(2)
        .first()
        .asString()
        .contains("counter 0 of vm_zone_stat");
  }

  @Test
  void aCounterWhoseNameIsLostKeepsItsValue() throws Exception {
    kernel.number(names + 4, 0x1234, 4);
    Listing<MemoryCounter> counters = read();
    assertThat(counters.items())
        .containsExactly(
            new MemoryCounter("nr_free_pages", 100),
            new MemoryCounter("vm_zone_stat[1]", 0),
            new MemoryCounter("nr_file_pages", 30),
            new MemoryCounter("nr_dirty", 4));
    assertThat(counters.problems()).hasSize(1).first().asString().contains("vm_zone_stat[1]");
  }

  @Test
  void moreCountersThanAnyKernelHasAreNotRead() throws Exception {
    FakeKernel damaged = new FakeKernel();
    damaged.enumerate("zone_stat_item", "NR_VM_ZONE_STAT_ITEMS");
    String[] many = new String[1 << 13];
    Arrays.setAll(many, i -> i + 1 < many.length ? "X" + i : "NR_VM_NODE_STAT_ITEMS");
    damaged.enumerate("node_stat_item", many).symbol("vm_node_stat", damaged.allocate(4));
    Listing<MemoryCounter> counters = MemoryCounters.read(damaged.open());
    assertThat(counters.items()).isEmpty();
    assertThat(counters.problems())
        .singleElement()
        .asString()
        .contains("NR_VM_NODE_STAT_ITEMS is 8191");
  }
}
