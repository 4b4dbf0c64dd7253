package org.kexshot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kexshot.Fault;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;
import org.kexshot.cli.CommandRun;
import org.kexshot.cli.mangled.MangledDumps;
import org.kexshot.format.Dump;
import org.kexshot.format.lime.LimeFixture;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.kernel.KernelImage;
import org.kexshot.memory.PageState;
import org.kexshot.owner.FrameOwners;
import org.kexshot.qemu.Qmp;

/**
 * Two images of one boot, between which objects of each kind came, changed and went: the comparison
 * names these, and a search finds what came in the later image and what went in the earlier one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ObjectDifferenceSuite {
  private static final String BEFORE =
      """
      chmod +x /tmp/change
      mkdir -p /srv /mnt/gone /mnt/kept /mnt/fresh
      mount -t tmpfs gone /mnt/gone
      mount -t tmpfs kept /mnt/kept
      mount -t cgroup2 cgroup2 /sys/fs/cgroup
      mkdir /sys/fs/cgroup/gone /sys/fs/cgroup/kept
      modprobe dummy
      dd if=/dev/urandom of=/srv/cached-gone bs=4096 count=64
      sleep 99001 9>/srv/closed-file >/dev/null &
      echo $! >/tmp/sleep
      /tmp/change gone 4101 >/tmp/gone &
      until grep process /tmp/gone; do usleep 100000; done
      """;

  private static final String AFTER =
      """
      umount /mnt/gone
      mount -o remount,ro /mnt/kept
      mount -t tmpfs fresh /mnt/fresh
      rmdir /sys/fs/cgroup/gone
      mkdir /sys/fs/cgroup/fresh
      # In this order: a new file may get the number and the memory of one that is gone, and is it then by another name.
      dd if=/dev/urandom of=/srv/cached-fresh bs=4096 count=256
      rm /srv/cached-gone
      ip address add 10.99.0.1/24 dev lo
      ip link set dummy0 up
      sleep 99002 9>/srv/held-open-file >/dev/null &
      echo $! >/sys/fs/cgroup/kept/cgroup.procs
      /tmp/change fresh 4102 >/tmp/fresh &
      until grep process /tmp/fresh; do usleep 100000; done
      # The others end behind, so that no new timer lies where theirs did. Until init has reaped them they are not gone.
      ended="$(cat /tmp/sleep) $(sed -n 's/process //p' /tmp/gone)"
      kill $ended
      for process in $ended; do while [ -e /proc/$process ]; do usleep 100000; done; done
      """;

  /** {@code docs/benchmarks/mangle.sh} makes more; each takes a second. */
  private static final int MANGLED_COPIES = 50;

  /** Of changed bytes outside free pages. */
  private static final double LEAST_OWNED = 0.99;

  private static final long MANGLED_SEED = 17;

  private final GuestArchitecture architecture;
  private final Path run;
  private String repository;
  private JsonNode difference;
  private List<PhysicalRange> systemRam;

  ObjectDifferenceSuite(GuestArchitecture architecture) {
    this.architecture = architecture;
    this.run = Path.of("target/lab/difference-" + architecture.kernelName());
  }

  @BeforeAll
  void takeBoth(@TempDir Path directory) throws IOException {
    deleteImages();
    repository = "--repository=" + directory;
    Lab lab = Lab.build(Lab.findProject(), architecture);
    GuestSettings settings = GuestSettings.in(run).withMemoryMiB(256).withProcessors(1);
    try (Guest guest = Guest.start(lab, settings)) {
      guest.shell().upload(Files.readAllBytes(lab.planted().resolve("change")), "/tmp/change");
      guest.shell().run(BEFORE);
      systemRam = systemRam(guest.shell().run("cat /proc/iomem"));
      guest.qmp().dumpGuestMemory(dump("before"), Qmp.DumpFormat.ELF);
      guest.shell().run(AFTER);
      guest.qmp().dumpGuestMemory(dump("after"), Qmp.DumpFormat.ELF);
    }
    difference = kexshot("diff", dump("before").toString(), dump("after").toString());
    for (String name : List.of("before", "after")) {
      kexshot("import", dump(name).toString(), "--label", name, repository);
    }
  }

  @AfterAll
  void deleteImages() throws IOException {
    Files.deleteIfExists(dump("before"));
    Files.deleteIfExists(dump("after"));
  }

  private static List<PhysicalRange> systemRam(String iomem) {
    return Pattern.compile("^\\s*([0-9a-f]+)-([0-9a-f]+) : System RAM$", Pattern.MULTILINE)
        .matcher(iomem)
        .results()
        .map(
            line ->
                new PhysicalRange(
                    Page.ceil(Long.parseLong(line.group(1), 16)),
                    Page.floor(Long.parseLong(line.group(2), 16) + 1)))
        .toList();
  }

  private Path dump(String name) {
    return run.resolve(name + ".elf");
  }

  private static JsonNode kexshot(String... arguments) throws IOException {
    String[] line = new String[arguments.length + 1];
    System.arraycopy(arguments, 0, line, 0, arguments.length);
    line[arguments.length] = "--json";
    CommandRun run = CommandRun.of(line);
    assertThat(run.code()).as(String.join(" ", line) + ": " + run.err()).isZero();
    return run.json();
  }

  /** What came, changed or went among the objects of a kind, each as its JSON text. */
  private List<String> objects(String kind, String how) {
    return StreamSupport.stream(difference.get(kind).get(how).spliterator(), false)
        .map(JsonNode::toString)
        .collect(Collectors.toList());
  }

  private void requireOnly(String kind, String how, String... words) {
    List<String> objects = objects(kind, how);
    assertThat(objects).as("%s, %s", kind, how).hasSize(words.length);
    requireAll(kind, how, words);
  }

  private void requireAll(String kind, String how, String... words) {
    for (String word : words) {
      assertThat(objects(kind, how)).as("%s, %s", kind, how).anyMatch(o -> o.contains(word));
    }
  }

  /** The labels of the images in which a search finds something. */
  private List<String> found(String... query) throws IOException {
    String[] line = new String[query.length + 2];
    line[0] = "search";
    System.arraycopy(query, 0, line, 1, query.length);
    line[query.length + 1] = repository;
    return kexshot(line).get("hits").findValuesAsText("label").stream().distinct().toList();
  }

  @Test
  void bothAreOfOneBoot() {
    assertThat(difference.get("sameBoot").asBoolean()).isTrue();
    requireAll("processes", "appeared", "\"99002\"", "\"fresh\"");
    requireAll("processes", "vanished", "\"99001\"", "\"gone\"");
  }

  @Test
  void mounts() throws IOException {
    requireOnly("mounts", "appeared", "\"/mnt/fresh\"");
    requireOnly("mounts", "vanished", "\"/mnt/gone\"");
    requireOnly("mounts", "changed", "\"/mnt/kept\"");
    assertThat(found("kind:mount", "fresh")).containsExactly("after");
    assertThat(found("kind:mount", "gone")).containsExactly("before");
  }

  /** Processes come and go in the root group all the while. */
  @Test
  void controlGroups() throws IOException {
    requireOnly("cgroups", "appeared", "\"/fresh\"");
    requireOnly("cgroups", "vanished", "\"/gone\"");
    requireAll("cgroups", "changed", "\"/kept\"");
    assertThat(found("kind:cgroup", "fresh")).containsExactly("after");
    assertThat(found("kind:cgroup", "gone")).containsExactly("before");
  }

  @Test
  void networkDevices() throws IOException {
    assertThat(objects("networkDevices", "appeared")).isEmpty();
    assertThat(objects("networkDevices", "vanished")).isEmpty();
    requireAll("networkDevices", "changed", "10.99.0.1/24", "dummy0");
    // It is one device, in both; the change says since when it has that address.
    JsonNode hit = kexshot("search", "kind:netdev", "10.99.0.1", repository).get("hits").get(0);
    assertThat(hit.get("snapshots").findValuesAsText("label")).containsExactly("before", "after");
    JsonNode change = hit.get("changes").get(0);
    assertThat(change.get("snapshot")).isEqualTo(hit.get("snapshots").get(1).get("id"));
    assertThat(change.get("before").toString()).doesNotContain("10.99.0.1");
    assertThat(change.get("after").toString()).contains("10.99.0.1");
  }

  @Test
  void openFiles() throws IOException {
    requireAll("openFiles", "appeared", "/srv/held-open-file", "anon_inode:[timerfd]");
    requireAll("openFiles", "vanished", "/srv/closed-file", "anon_inode:[timerfd]");
    assertThat(found("kind:file", "held-open-file")).containsExactly("after");
    assertThat(found("kind:file", "closed-file")).containsExactly("before");
    JsonNode held =
        kexshot("search", "held-open-file", "kind:file", "--facet=owner.process", repository);
    String holder = held.get("facets").get("owner.process").fieldNames().next();
    assertThat(found("owner.process:" + holder, "held-open-file")).containsExactly("after");
    assertThat(found("NOT", "owner.process:" + holder, "held-open-file", "kind:file")).isEmpty();
  }

  /** A file's name is in its directory entry, and elsewhere. */
  @Test
  void textInMemoryOfOneOwner() throws IOException {
    String text = "text:held-open-file snapshot:after";
    JsonNode entries = inMemory(text + " owner.slab:dentry");
    assertThat(entries.get("total").asInt()).isPositive();
    entries
        .get("hits")
        .forEach(
            hit -> {
              assertThat(hit.get("owner").asText()).isEqualTo("slab");
              assertThat(hit.get("name").asText()).isEqualTo("dentry");
            });
    assertThat(inMemory(text + " NOT owner.slab:dentry").get("total").asInt())
        .isEqualTo(inMemory(text).get("total").asInt() - entries.get("total").asInt());
  }

  private JsonNode inMemory(String query) throws IOException {
    return kexshot("search", query, "--limit=10000", repository);
  }

  @Test
  void cachedFiles() throws IOException {
    requireAll("cachedFiles", "appeared", "/srv/cached-fresh");
    requireAll("cachedFiles", "vanished", "/srv/cached-gone");
    assertThat(found("kind:cache", "cached-fresh")).containsExactly("after");
    assertThat(found("kind:cache", "cached-gone")).containsExactly("before");
  }

  /** The pages of a pipe, each a page of a file that was cut since. */
  @Test
  void pagesThatWereCutOffTheirFile(@TempDir Path work) throws IOException {
    Path filtered = filtered("after", work);
    try (Dump after = DumpFiles.open(dump("after"));
        Dump kept = DumpFiles.open(filtered)) {
      FrameOwners owners = FrameOwners.of(KernelImage.open(after));
      PfnSet frames = after.memory().presentFrames();
      long cut = 0;
      for (long pfn = frames.nextIn(0); pfn < frames.end(); pfn = frames.nextIn(pfn + 1)) {
        if (owners.owner(pfn).name().equals("of no file any more")) {
          assertThat(kept.memory().state(pfn)).isEqualTo(PageState.EXCLUDED);
          cut++;
        }
      }
      assertThat(cut).isGreaterThanOrEqualTo(16);
    }
  }

  @Test
  void timers() throws IOException {
    requireAll("timers", "appeared", "timerfd_tmrproc", "it_real_fn", "hrtimer_wakeup");
    requireAll("timers", "vanished", "timerfd_tmrproc", "it_real_fn", "hrtimer_wakeup");
    assertThat(found("kind:timer", "timerfd_tmrproc")).containsExactlyInAnyOrder("before", "after");
  }

  @Test
  void bpfProgramsAndMaps() throws IOException {
    requireOnly("bpf", "appeared", "\"fresh_prog\"", "\"fresh_map\"");
    requireOnly("bpf", "vanished", "\"gone_prog\"", "\"gone_map\"");
    assertThat(found("kind:bpf", "fresh_prog")).containsExactly("after");
    assertThat(found("kind:bpf", "gone_prog")).containsExactly("before");
  }

  /**
   * Those with keys outlive the process that made them; one whose segment it leaves has changed.
   */
  @Test
  void objectsOfSystemV() throws IOException {
    String fresh = "\"0x%08x\"".formatted(4102);
    String kept = "\"0x%08x\"".formatted(4101);
    assertThat(objects("ipc", "appeared")).hasSize(3).allMatch(object -> object.contains(fresh));
    assertThat(objects("ipc", "vanished")).isEmpty();
    requireOnly("ipc", "changed", kept);
    assertThat(found("kind:ipc", "0x00001006")).containsExactly("after");
    assertThat(found("kind:ipc", "shared", "0x00001005"))
        .containsExactlyInAnyOrder("before", "after");
  }

  @Fault("Blocks of zeros that AVML leaves out are called no RAM")
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void blocksOfZerosThatAvmlLeavesOutAreRam(boolean packed, @TempDir Path work) throws IOException {
    Path image = work.resolve("image");
    try (Dump whole = DumpFiles.open(dump("before"));
        OutputStream file = Files.newOutputStream(image)) {
      LimeFixture.writeBlocks(whole.memory(), packed, systemRam, file);
    }
    long pages = systemRam.stream().mapToLong(PhysicalRange::length).sum() / Page.SIZE;
    try (Dump blocks = DumpFiles.open(image)) {
      assertThat(blocks.memory().presentFrames().count()).isLessThan(pages);
    }
    JsonNode info = kexshot("info", image.toString());
    assertThat(info.at("/pages/kept").asLong()).isEqualTo(pages);
    assertThat(info.get("problems")).isEmpty();
    JsonNode compared = kexshot("diff", image.toString(), dump("before").toString()).get("pages");
    assertThat(compared.get("same").asLong()).isEqualTo(pages);
    assertThat(compared.get("changed").asLong() + compared.get("vanished").asLong()).isZero();
  }

  /** By another reading of both files than the comparison's own. */
  @Test
  void everyByteThatDiffersIsToldAndNoOther(@TempDir Path work) throws IOException {
    ComparisonTruth truth = new ComparisonTruth(dump("before"), dump("after"));
    double owned = truth.requireWhole();
    System.out.printf(
        "difference %s: %.2f %% of changed bytes outside free pages have an owner%n",
        architecture.kernelName(), 100 * owned);
    assertThat(owned).isGreaterThanOrEqualTo(LEAST_OWNED);
    truth.requireFiltered(filtered("before", work), filtered("after", work));
  }

  private Path filtered(String name, Path work) throws IOException {
    Path file = work.resolve(name + ".elf");
    CommandRun run =
        CommandRun.of("filter", "-d31", "--format=elf", dump(name).toString(), file.toString());
    assertThat(run.code()).as(run.err()).isZero();
    return file;
  }

  /** Every command over copies of a real kernel in which words were overwritten. */
  @Test
  void mangledCopiesHarmNoCommand(@TempDir Path work) throws IOException {
    assertThat(
            MangledDumps.attack(
                    filtered("before", work),
                    work,
                    Optional.empty(),
                    MANGLED_SEED,
                    0,
                    MANGLED_COPIES)
                .failures())
        .isEmpty();
  }
}
