package org.kexshot.diff.series.amount;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kexshot.diff.series.time.TimeAxis;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.AttributeType;
import org.kexshot.kind.ObjectKind;
import org.kexshot.objects.KernelObjectKinds;

class LeakSearchTest {
  private static final TimeAxis HOURLY =
      new TimeAxis(TimeAxis.Measure.KERNEL_CLOCK, List.of(0.0, 1.0, 2.0, 3.0));

  private final Map<Amount, AmountSeries> series = new LinkedHashMap<>();

  private void amount(String kind, String name, List<String> by, String whose, long... values) {
    NumberTrack track = new NumberTrack();
    for (int i = 0; i < values.length; i++) {
      track.set(i, values[i]);
    }
    Optional<HeldAmount> row =
        HeldAmount.of(kind).stream()
            .filter(held -> held.amount().equals(name) && held.by().equals(by))
            .filter(held -> held.isOf(whose))
            .findFirst();
    Amount amount = new Amount(kind, name, whose, row, track);
    series.put(amount, amount.series(HOURLY));
  }

  private void slab(String cache, long... used) {
    amount("slab", "used", HeldAmount.EACH, cache, used);
  }

  private List<String> leaks() {
    return LeakSearch.among(series, Set.of(116)).stream()
        .map(
            leak ->
                leak.head().whose()
                    + " with "
                    + leak.with().stream().map(AmountSeries::whose).toList())
        .toList();
  }

  @Test
  void whatGrowsForOneReasonStandsWithWhoHoldsIt() {
    slab("filp", 100, 130, 160, 190);
    amount("file", "count", List.of("pid", "name"), "7 leaky", 10, 40, 70, 100);
    slab("shmem_inode_cache", 50, 2050, 4050, 6050);
    amount("mount", "files", HeldAmount.EACH, "/dev/shm", 1, 2001, 4001, 6001);
    slab("dentry", 9000, 11000, 13000, 15000);
    assertThat(leaks())
        .containsExactly("/dev/shm with [shmem_inode_cache, dentry]", "7 leaky with [filp]");
    assertThat(LeakSearch.among(series, Set.of(116))).allMatch(Leak::named);
  }

  @Test
  void openFilesOfNewProcessesAreNoLeakOfTheirOwn() {
    amount("process", "count", List.of("name"), "sleep", 1, 2, 3, 4);
    amount("file", "count", HeldAmount.ALL, "", 40, 43, 46, 49);
    slab("task_struct", 80, 81, 82, 83);
    assertThat(leaks())
        .singleElement()
        .asString()
        .startsWith("sleep with ")
        .contains("task_struct");
  }

  @Test
  void whatGrowsWithTheSnapshotsThemselvesIsNone() {
    slab("vm_area_struct", 100, 110, 120, 130);
    amount("area", "count", List.of("pid", "name"), "116 java", 10, 20, 30, 40);
    amount("process", "anonymousPages", List.of("pid", "name"), "116 java", 1, 2, 3, 4);
    assertThat(leaks()).isEmpty();
    amount("area", "count", List.of("pid", "name"), "1167 mapper", 10, 20, 30, 40);
    assertThat(leaks()).containsExactly("1167 mapper with [vm_area_struct]");
  }

  @Test
  void aCacheOfWhichNothingElseIsKnownIsNamed() {
    slab("my_objects", 10, 20, 30, 40);
    slab("buffer_head", 10, 1000, 2000, 3000);
    List<Leak> leaks = LeakSearch.among(series, Set.of(116));
    assertThat(leaks()).containsExactly("my_objects with []", "buffer_head with []");
    assertThat(leaks).noneMatch(Leak::named);
    assertThat(leaks.get(1).reclaimable()).isTrue();
    assertThat(leaks.get(1).head().words())
        .isEqualTo("objects of slab cache buffer_head (descriptions of blocks of files)");
  }

  @Test
  void countsOfEventsAreNone() {
    amount("counter", "value", HeldAmount.EACH, "nr_dirtied", 1, 20, 300, 4000);
    amount("netdev", "receivedBytes", HeldAmount.EACH, "lo", 1, 2, 3, 4);
    assertThat(series.values()).allMatch(each -> each.growth().isPresent() && !each.held());
    assertThat(leaks()).isEmpty();
  }

  @Test
  void countersOfTheWholeMachineAreToldBesideOthersAlone() {
    amount("counter", "value", HeldAmount.EACH, "nr_shmem", 1, 2, 3, 4);
    assertThat(leaks()).isEmpty();
    amount("mount", "pages", HeldAmount.EACH, "/run", 1, 2, 3, 4);
    assertThat(leaks()).containsExactly("/run with [nr_shmem]");
  }

  @Test
  void whatDidNotGrowInEveryStepIsNone() {
    slab("filp", 100, 130, 130, 190);
    assertThat(leaks()).isEmpty();
  }

  /** A row of a kind or attribute that is renamed would hold for nothing. */
  @Test
  void theTableNamesKindsAndAttributesThatThereAre() {
    for (ObjectKind<?> kind : KernelObjectKinds.all()) {
      for (HeldAmount row : HeldAmount.of(kind.name())) {
        List<String> names = kind.attributes().stream().map(Attribute::name).toList();
        if (!row.by().equals(HeldAmount.EACH) && !row.by().equals(HeldAmount.ALL)) {
          assertThat(names).as("%s", row).containsAll(row.by());
        }
        boolean measured =
            row.amount().equals(HeldAmount.COUNT) && !row.by().equals(HeldAmount.EACH)
                || List.of("anonymousPages", "files").contains(row.amount())
                || kind.name().equals("mount") && row.amount().equals("pages");
        assertThat(measured || numbers(kind).contains(row.amount())).as("%s", row).isTrue();
      }
    }
    List<String> kinds = KernelObjectKinds.all().stream().map(ObjectKind::name).toList();
    assertThat(ResourceTable.read("held.tsv", 7))
        .hasSizeGreaterThan(20)
        .allSatisfy(row -> assertThat(kinds).contains(row.get(0)));
  }

  private static List<String> numbers(ObjectKind<?> kind) {
    return kind.attributes().stream()
        .filter(attribute -> attribute.type() != AttributeType.TEXT && Numbers.is(attribute))
        .map(Attribute::name)
        .toList();
  }

  @Test
  void theObjectsOfACacheAreToldByTheLongestNameThatFits() {
    assertThat(SlabObjects.of("kmalloc-64")).get().matches(slab -> !slab.reclaimable());
    assertThat(SlabObjects.of("kmalloc-rcl-64")).get().matches(SlabObjects::reclaimable);
    assertThat(SlabObjects.of("kmalloc")).isEmpty();
  }
}
