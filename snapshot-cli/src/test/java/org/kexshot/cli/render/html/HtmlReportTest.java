package org.kexshot.cli.render.html;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kexshot.cli.render.diff.ImageTitle;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.ImageRelation;
import org.kexshot.diff.bytes.ValueChange;
import org.kexshot.diff.finding.Findings;
import org.kexshot.diff.memory.MemoryDifference;
import org.kexshot.diff.noise.NoiseModel;
import org.kexshot.diff.object.Identities;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.diff.page.FrameMapBuilder;
import org.kexshot.diff.page.FrameState;
import org.kexshot.diff.page.PageChange;
import org.kexshot.diff.page.PageOwnerTotals;
import org.kexshot.diff.page.PageTotals;
import org.kexshot.diff.symbol.SymbolChange;
import org.kexshot.diff.symbol.SymbolDifference;
import org.kexshot.diff.text.TextDifference;
import org.kexshot.format.LiveMeasurement;
import org.kexshot.format.LiveReading;
import org.kexshot.kernel.mount.Mount;
import org.kexshot.kernel.mount.MountList;
import org.kexshot.kernel.value.Value;
import org.kexshot.owner.OwnerKind;
import org.kexshot.symbols.Symbol;

class HtmlReportTest {
  private static String hostile;

  @BeforeAll
  static void makeReport() throws Exception {
    hostile = HostileImages.report();
  }

  private static long count(String part) {
    return Pattern.compile(Pattern.quote(part)).matcher(hostile).results().count();
  }

  private static String between(String start, String end) {
    int from = hostile.indexOf(start) + start.length();
    return hostile.substring(from, hostile.indexOf(end, from));
  }

  @Test
  void saysWhatTheImagesHold() {
    assertThat(hostile)
        .contains("module plain_15 came")
        .contains("&lt;script&gt;window.hacked=1&lt;/script&gt;")
        .contains("<td class=\"before\">60</td><td class=\"after\">33</td>")
        .contains("href=\"#frame-" + HostileImages.DATA_FRAME + "\"");
  }

  /** The page has two scripts, its data and its own; elements of no image are among the others. */
  @Test
  void nothingOfAnImageIsMarkup() {
    assertThat(count("<script")).isEqualTo(2);
    assertThat(count("</script>")).isEqualTo(2);
    assertThat(count("<svg")).isEqualTo(1);
    assertThat(hostile)
        .doesNotContain("<img")
        .doesNotContain("<!--")
        .doesNotContainPattern("[\u2028\u2029\u202e\u2066]")
        .contains("a\\u202egnp.exe\\u2066b");
  }

  @Test
  void theDataOfTheScriptEndsNoScript() throws Exception {
    String data = between("id=\"map-data\">", "</script>");
    assertThat(data).doesNotContain("<").doesNotContain(">").doesNotContain("&");
    JsonNode json = new ObjectMapper().readTree(data);
    List<String> names = new ArrayList<>();
    json.get("names").forEach(name -> names.add(name.asText()));
    assertThat(names).contains(HostileImages.NAMES.get(3));
  }

  @Test
  void thePolicyAllowsItsOwnStyleAndScriptAlone() throws Exception {
    String policy =
        between("http-equiv=\"Content-Security-Policy\" content=\"", "\"").replace("&#39;", "'");
    assertThat(policy)
        .isEqualTo(
            "default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'"
                .formatted(
                    hash(between("<style>", "</style>")), hash(between("<script>", "</script>"))));
    assertThat(hostile.indexOf("Content-Security-Policy")).isLessThan(hostile.indexOf("<style>"));
    assertThat(hostile).doesNotContainPattern("<[^>]* (style|on[a-z]+)=");
  }

  private static String hash(String text) throws Exception {
    return Base64.getEncoder()
        .encodeToString(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void namesNothingOfTheNetwork() {
    Matcher address = Pattern.compile("(https?:)?//[a-z]+[^\\s\"'<]*").matcher(hostile);
    assertThat(address.results().map(found -> found.group()).filter(a -> a.startsWith("http")))
        .isEmpty();
    assertThat(hostile).doesNotContainPattern("(src|srcset|action|data|poster)=\"");
    assertThat(hostile).doesNotContain("@import").doesNotContain("url(");
  }

  /** A kibibyte of quotes as a name, tens of thousands of each, and a map without a pattern. */
  @Test
  void staysBelowTwoMegabytesWhateverTheImagesHold() {
    String quotes = "\"<&'>".repeat(200);
    List<Mount> mounts = new ArrayList<>();
    List<SymbolChange> symbols = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      Optional<String> name = Optional.of(quotes + i);
      mounts.add(
          new Mount(1, i, Optional.of(1), name, name, name, name, name, false, List.of(), i));
      symbols.add(
          new SymbolChange(
              new Symbol(quotes + i, i, 8, 'D', quotes),
              Optional.empty(),
              8,
              0,
              0,
              8,
              List.of(
                  new ValueChange(
                      quotes, 0, new Value.Scalar(i, 64, true), new Value.Scalar(-i, 64, true))),
              0,
              Optional.empty()));
    }
    List<ObjectDifference<?>> objects =
        List.of(
            new ObjectDifference<>(
                MountList.KIND,
                mounts,
                mounts,
                mounts,
                mounts,
                mounts.stream()
                    .map(
                        mount ->
                            new ObjectDifference.Change<>(
                                mount, mount, MountList.KIND.attributes()))
                    .toList(),
                List.of(),
                Optional.empty(),
                List.of(quotes),
                false));
    ImageDifference difference =
        new ImageDifference(
            ImageRelation.SAME_BOOT,
            Identities.DECLARED,
            0,
            new PageTotals(1, 2, 3, 4, 5),
            List.of(new PageOwnerTotals(OwnerKind.SLAB, 1, 2, 3)),
            MemoryDifference.notCompared(quotes),
            objects,
            new SymbolDifference(symbols, 0, Optional.empty()),
            TextDifference.notCompared(quotes),
            Collections.nCopies(1000, quotes),
            Optional.of(tebibyte().build()));
    String page =
        new HtmlReport(
                new ImageTitle(quotes, Optional.empty()),
                new ImageTitle(quotes, Optional.empty()),
                difference,
                Findings.of(difference, NoiseModel.NONE),
                OptionalLong::of,
                OptionalLong::of)
            .html();
    assertThat(page.getBytes(StandardCharsets.UTF_8).length)
        .isBetween(1_000_000, HtmlReport.MOST_BYTES);
    assertThat(page)
        .contains("a cell of the map is ")
        .contains("more are left out here")
        .contains("There are too many owners to name them all");
  }

  /** Frames of another boot are other places: what is said goes by what pages hold. */
  @Test
  void ofOtherBootsPagesGoByWhatTheyHold() {
    FrameMapBuilder map = new FrameMapBuilder();
    map.add(new FrameState(PageChange.SAME, OwnerKind.SLAB, OwnerKind.SLAB, ""), 0, 3);
    map.add(new FrameState(PageChange.APPEARED, OwnerKind.SLAB, OwnerKind.SLAB, ""), 3, 2);
    ImageDifference difference =
        new ImageDifference(
            ImageRelation.SAME_KERNEL,
            Identities.DECLARED,
            0,
            new PageTotals(3, 0, 2, 4, 0),
            List.of(new PageOwnerTotals(OwnerKind.SLAB, 0, 2, 4)),
            MemoryDifference.notCompared(""),
            List.of(),
            SymbolDifference.notCompared(""),
            TextDifference.notCompared(""),
            List.of(),
            Optional.of(map.build()));
    String page =
        new HtmlReport(
                new ImageTitle("one", Optional.empty()),
                new ImageTitle("other", Optional.empty()),
                difference,
                Findings.of(difference, NoiseModel.NONE),
                OptionalLong::of,
                OptionalLong::of)
            .html();
    assertThat(page)
        .contains("<dt>in both</dt><dd>3 ")
        .contains("<dt>only after</dt><dd>2 ")
        .contains("<dt>only before</dt><dd>4 ")
        .contains("The map is of the later image")
        .contains("nowhere in what the first image keeps")
        .contains("Only before")
        .doesNotContain("were excluded from the other image");
  }

  /** A map of 1 TiB that does not get smaller by packing. */
  private static FrameMapBuilder tebibyte() {
    Random random = new Random(3);
    FrameMapBuilder map = new FrameMapBuilder();
    PageChange[] changes = PageChange.values();
    OwnerKind[] kinds = OwnerKind.values();
    for (long frame = 0; frame < 1L << 28; ) {
      int frames = 1 + random.nextInt(600);
      map.add(
          new FrameState(
              changes[random.nextInt(changes.length)],
              kinds[random.nextInt(kinds.length)],
              kinds[random.nextInt(kinds.length)],
              "\"<owner>\"".repeat(random.nextInt(20)) + random.nextInt(8000)),
          frame,
          frames);
      frame += frames;
    }
    return map;
  }

  @Test
  void saysWhatWasNotCompared() {
    ImageDifference difference =
        new ImageDifference(
            ImageRelation.UNKNOWN,
            Identities.DECLARED,
            0,
            new PageTotals(1, 0, 0, 0, 0),
            List.of(),
            MemoryDifference.notCompared("there are no symbols"),
            List.of(ObjectDifference.notCompared(MountList.KIND, "there is <no> BTF")),
            SymbolDifference.notCompared("there are no symbols"),
            TextDifference.notCompared("there are no symbols"),
            List.of(),
            Optional.empty());
    String page =
        new HtmlReport(
                new ImageTitle("a", Optional.empty()),
                new ImageTitle(
                    "b",
                    Optional.of(
                        LiveReading.of(
                            new LiveMeasurement(
                                Duration.ofSeconds(2),
                                Duration.ofMillis(90),
                                4096,
                                41,
                                1,
                                2,
                                3,
                                0)))),
                difference,
                Findings.of(difference, NoiseModel.NONE),
                address -> OptionalLong.empty(),
                OptionalLong::of)
            .html();
    assertThat(page)
        .contains("Nothing changed in what was compared")
        .contains("after: not of one instant: taken over 2.0 s while the system ran; about 1.0 %")
        .doesNotContain("before: not of one instant")
        .contains("there is &lt;no&gt; BTF")
        .contains("there are no symbols")
        .doesNotContain("<canvas")
        .doesNotContain("id=\"symbol-section\"")
        .contains("<noscript>");
  }
}
