package org.kexshot.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kexshot.cli.CommandRun;
import org.kexshot.index.SearchRequest;
import org.kexshot.index.fleet.FleetFields;
import org.kexshot.index.fleet.FleetPage;
import org.kexshot.index.fleet.PageQuery;
import org.kexshot.index.query.MemoryQuery;
import org.kexshot.index.text.PageNumbers;
import org.kexshot.index.text.PageReader;
import org.kexshot.operation.fleet.FleetPush;
import org.kexshot.operation.fleet.ServerSearch;
import org.kexshot.pattern.BytePattern;

/** A push of strings of memory to a real node, and searches there. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class StringPushCases {
  private static final String NAME = "repository-1";
  private static final String STRINGS = "kexshot-strings-" + FleetPage.SCHEMA;
  private static final ObjectPush.Progress NONE = (done, total) -> {};

  @TempDir private static Path directory;
  private static StoredStrings memory;

  private final OpenSearchNode node;

  /**
   * @param node that has no strings yet
   */
  StringPushCases(OpenSearchNode node) {
    this.node = node;
  }

  @BeforeAll
  static void makeSnapshots() throws IOException {
    memory = new StoredStrings(directory.resolve("repository"));
  }

  private StringPushResult push(String name, List<String> only, ObjectPush.Progress progress)
      throws IOException {
    return new FleetPush(memory.repository, told -> {})
        .pushStrings(node.access(), Optional.of(name), only, 1, progress);
  }

  @Test
  @Order(1)
  void noStringIsThereUnlessItIsAskedFor() throws IOException {
    OpenSearchServer server = OpenSearchServer.connect(node.access());
    assertThat(server.get("/kexshot-strings-*").orElse(Map.of())).isEmpty();
    assertThatThrownBy(() -> strings("text:secret", false))
        .isInstanceOf(FleetException.class)
        .hasMessageEndingWith(
            "no machine has sent strings of memory to kexshot-strings-1; kexshot index push URL"
                + " --strings does");
  }

  /** What was noted before is not even read again, and of the rest it is asked what came. */
  @Test
  @Order(2)
  void stringsThatAKilledNodeLacksAreSentByTheNextPush() throws Exception {
    assertThatThrownBy(
            () ->
                push(
                    NAME,
                    List.of(),
                    (done, total) -> {
                      if (done == total - 400) {
                        node.kill();
                      }
                    }))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("127.0.0.1");

    node.start();
    int before = pages(NAME).size();
    Map<String, FleetPage> expected = memory.expected(NAME);
    assertThat(before).isPositive().isLessThan(expected.size());

    List<Long> read = new ArrayList<>();
    StringPushResult result = push(NAME, List.of(), (done, total) -> read.add(total));
    assertThat(pages(NAME)).isEqualTo(expected);
    assertThat(result.sent()).isEqualTo(expected.size() - before);
    assertThat(result.documents()).isEqualTo(expected.size());
    assertThat(result.pages()).isEqualTo(memory.pages());
    assertThat(read.get(0)).isEqualTo(memory.pages() - (1 << 14));
    System.out.printf("pushed %s%n%s%n", result, node.bytes(STRINGS));
  }

  @Test
  @Order(3)
  void stringsThatAreThereAreNeitherReadNorSent() throws IOException {
    StringPushResult result =
        push(
            NAME,
            List.of(),
            (done, total) -> {
              throw new AssertionError("a page was read");
            });
    assertThat(result.sent()).isZero();
    assertThat(result.removed()).isZero();
    assertThat(result.documents()).isEqualTo(memory.expected(NAME).size());
  }

  @ParameterizedTest
  @Order(4)
  @ValueSource(
      strings = {
        "BEGIN RSA PRIVATE KEY",
        "begin rsa private key",
        "PRIVATE",
        "Wide PRIVATE KEY",
        "an odd place",
        "Schlüssel-42",
        "пароль: сезам",
        "ПАРОЛЬ: СЕЗАМ",
        "a\ttab, a",
        "\"quotation\"",
        "a \\backslash",
        "gnp.exe is no picture",
        "\u202egnp.exe",
        "aaaaaa",
        "      blanks",
        "the second snapshot alone",
        "nowhere at all"
      })
  void textsAreFoundInTheSamePagesAsOnTheMachine(String text) throws Exception {
    String query = "text:\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    for (boolean ignoreCase : new boolean[] {false, true}) {
      StringResult found = strings(query, ignoreCase);
      assertThat(found.next()).isEmpty();
      assertThat(numbers(found)).isEqualTo(memory.pages(text, ignoreCase));
    }
  }

  /** The edges of a page are not on the server; docs/fleet.md says so. */
  @Test
  @Order(4)
  void aTextThatCrossesPagesIsFoundOnTheMachineAlone() throws Exception {
    assertThat(numbers(strings("text:\"it crosses page\"", false))).hasSize(1);
    assertThat(numbers(strings("text:\"it crosses pages\"", false))).isEmpty();
  }

  @Test
  @Order(4)
  void stringsAreOfMachinesAndGoneOnWith() throws Exception {
    String query = "text:PRIVATE";
    Set<Long> all = numbers(strings(query, true));
    List<Long> one = new ArrayList<>();
    Optional<String> place = Optional.empty();
    do {
      StringResult found = strings(query, true, 1, place);
      assertThat(found.hits()).hasSizeLessThanOrEqualTo(1);
      one.addAll(numbers(found));
      place = found.next();
    } while (place.isPresent());

    assertThat(all).hasSizeGreaterThan(3);
    assertThat(one).containsExactlyElementsOf(all);
    assertThat(numbers(strings(query + " machine:WEB1?", true))).isEqualTo(all);
    assertThat(numbers(strings(query + " -machine:web17", true))).isEmpty();
    assertThat(numbers(strings("text:\"second snapshot\" machine:web18", false))).hasSize(1);
  }

  /** What a command shows leads to where the text lies. */
  @Test
  @Order(4)
  void aCommandShowsStringsAndWhereToLook() throws Exception {
    String server = "--server=" + node.access().server();
    CommandRun shown = CommandRun.of("search", server, "text:gnp.exe");
    assertThat(shown.code()).as(shown.err()).isZero();
    assertThat(shown.out())
        .startsWith("web17  one ")
        .contains("    \\u202e[gnp.exe] is no picture\\u2066\n")
        .doesNotContain("\u202e", "\u001b", "\u2066");

    String command =
        CommandRun.of("search", server, "text:gnp.exe", "--json")
            .json()
            .at("/hits/0/command")
            .asText();
    String[] words = command.split(" ");
    assertThat(words).startsWith("kexshot", "search");
    CommandRun there =
        CommandRun.of(
            "search", words[2], words[3], "--repository=" + memory.repository.directory());
    assertThat(there.out()).as(there.err()).contains("1 found in");
    assertThat(CommandRun.of("search", server, "--regex=gnp").err())
        .contains("in memory of this machine alone");
    assertThat(CommandRun.of("search", server, "text:gnp.exe owner:nginx").err())
        .contains("a server does not know whose memory it is");
  }

  @Test
  @Order(5)
  void oneSnapshotsStringsComeToThoseThatAreThere() throws IOException {
    String other = "repository-2";
    StringPushResult result = push(other, List.of("two"), NONE);
    Map<String, FleetPage> expected = memory.expected(other);
    assertThat(pages(other)).hasSize((int) result.sent());
    assertThat(result.sent()).isLessThan(expected.size());
    assertThat(expected).containsAllEntriesOf(pages(other));

    push(other, List.of("one"), NONE);
    assertThat(pages(other)).isEqualTo(expected);
  }

  /** A server that lost some says so by their number. */
  @Test
  @Order(5)
  void stringsThatTheServerLostAreSentAgain() throws IOException {
    Map<String, FleetPage> expected = memory.expected(NAME);
    BulkSender sender = new BulkSender(OpenSearchServer.connect(node.access()), STRINGS);
    sender.delete(expected.keySet().iterator().next());
    sender.finish();

    assertThat(push(NAME, List.of(), NONE).sent()).isEqualTo(1);
    assertThat(pages(NAME)).isEqualTo(expected);
  }

  /** What could not be read is unknown, not without strings. */
  @Test
  @Order(5)
  void pagesThatCannotBeReadAreToldAndTriedAgain() throws IOException {
    PageNumbers numbers = new PageNumbers();
    numbers.add(10, 20);
    BroughtPages brought = new BroughtPages("0a1b", "label", "machine", numbers);
    List<String> told = new ArrayList<>();
    long[] damaged = {15};
    PageReader reader =
        (number, into) -> {
          if (number == damaged[0]) {
            throw new IOException("page 15 is damaged");
          }
          byte[] text = ("strings of page " + number).getBytes(StandardCharsets.US_ASCII);
          System.arraycopy(text, 0, into, 0, text.length);
        };
    List<Long> sent = new ArrayList<>();
    for (int push = 0; push < 4; push++) {
      damaged[0] = push < 2 ? 15 : -1;
      StringPushResult result =
          new StringPush(
                  OpenSearchServer.connect(node.access()), "repository-3", reader, NONE, told::add)
              .push(List.of(brought), Optional.of(Set.of("0a1b")), 1);
      sent.add(result.sent());
      assertThat(result.unreadable()).isEqualTo(push < 2 ? 1 : 0);
    }

    assertThat(sent).containsExactly(9L, 0L, 1L, 0L);
    assertThat(pages("repository-3")).hasSize(10);
    assertThat(told)
        .hasSize(2)
        .containsOnly("strings of 1 pages are unknown, and not on the server: page 15 is damaged");
  }

  @Test
  @Order(6)
  void stringsOfForgottenPagesAreRemoved() throws IOException {
    int before = pages(NAME).size();
    memory.forget("one");
    StringPushResult result = push(NAME, List.of(), NONE);
    Map<String, FleetPage> expected = memory.expected(NAME);

    assertThat(pages(NAME)).isEqualTo(expected);
    assertThat(expected.values()).allMatch(page -> page.label().equals("two"));
    assertThat(result.removed()).isEqualTo(before - expected.size()).isPositive();
    assertThat(push(NAME, List.of(), NONE).sent()).isZero();

    memory.forget("two");
    assertThat(push(NAME, List.of(), NONE).documents()).isZero();
    assertThat(pages(NAME)).isEmpty();
  }

  private StringResult strings(String query, boolean ignoreCase) throws Exception {
    return strings(query, ignoreCase, 5000, Optional.empty());
  }

  private StringResult strings(String query, boolean ignoreCase, int limit, Optional<String> after)
      throws Exception {
    MemoryQuery asked = SearchRequest.ofMemory(query).orElseThrow();
    BytePattern pattern = BytePattern.text(asked.text(), ignoreCase);
    return ServerSearch.search(node.access(), new StringRequest(asked, pattern, limit, 24, after));
  }

  private static Set<Long> numbers(StringResult found) {
    return found.hits().stream()
        .map(hit -> hit.page().number())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** All pages that the server has of a repository, by the ids of their documents. */
  private Map<String, FleetPage> pages(String name) throws IOException {
    FleetIndices indices = new FleetIndices(OpenSearchServer.connect(node.access()));
    indices.refresh(STRINGS);
    Map<String, FleetPage> pages = new HashMap<>();
    indices.forEach(
        STRINGS,
        PageQuery.of(name),
        FleetFields.PAGE_NUMBER,
        List.of(),
        source -> {
          FleetPage page = FleetPage.of(source);
          pages.put(FleetPage.id(name, page.number()), page);
        });
    return pages;
  }
}
