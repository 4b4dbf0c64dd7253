package org.kexshot.cli.argument.search;

import java.util.Optional;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.WholeNumber;
import org.kexshot.index.query.MemoryQuery;
import org.kexshot.pattern.BytePattern;
import org.kexshot.pattern.PatternException;
import picocli.CommandLine.Model.OptionSpec;

/** What a command looks for in memory itself. */
public final class MemorySearchOptions {
  private static final int MOST_CONTEXT = 4096;

  private final Arguments arguments;
  private final Argument<String> text;
  private final Argument<String> regex;
  private final Argument<String> bytes;
  private final Argument<Boolean> ignoreCase;
  private final Argument<Integer> context;
  private final Argument<Boolean> withoutOwners;
  private final Argument<Boolean> withoutIndex;

  public MemorySearchOptions(Arguments arguments) {
    this.arguments = arguments;
    Arguments.OneOf pattern = arguments.oneOf();
    text =
        pattern.option(
            String.class,
            OptionSpec.builder("--text")
                .paramLabel("TEXT")
                .description(
                    "Look in memory for this text, in UTF-8 and UTF-16. QUERY is an image then: a"
                        + " snapshot, a dump file or a repository. Default: all snapshots."));
    regex =
        pattern.option(
            String.class,
            OptionSpec.builder("--regex")
                .paramLabel("RE")
                .description(
                    "Look in memory for a regular expression over bytes, in linear time: . | * + ?"
                        + " {m,n} [a-z] [[:alpha:]] \\d \\w \\s \\x7f (?i) (?s)."));
    bytes =
        pattern.option(
            String.class,
            OptionSpec.builder("--bytes")
                .paramLabel("HEX")
                .description("Look in memory for bytes; ?? is any one: '7f 45 4c 46 ?? 01'."));
    ignoreCase =
        arguments.flag("--ignore-case", "Let --text and --regex find letters of either case.");
    context =
        arguments.option(
            Integer.class,
            OptionSpec.builder("--context")
                .paramLabel("N")
                .converters(new WholeNumber(0, MOST_CONTEXT))
                .defaultValue("24")
                .description(
                    "Show so many bytes on each side of what is found in memory. Default:"
                        + " ${DEFAULT-VALUE}."));
    withoutOwners =
        arguments.flag(
            "--no-owners",
            "Do not find out whose memory it is; nor what crosses from a page to one that only its"
                + " owner sees as the next.");
    withoutIndex =
        arguments.flag(
            "--no-strings", "Read all pages of memory; neither use nor make the index of strings.");
  }

  /** What the options look for in memory, if they do. */
  public Optional<MemoryQuestion> question() {
    if (text.given().isPresent()) {
      return Optional.of(anyones(text.value(), BytePattern::text));
    }
    if (regex.given().isPresent()) {
      return Optional.of(anyones(regex.value(), BytePattern::regex));
    }
    return bytes.given().map(given -> anyones(given, (hex, none) -> BytePattern.bytes(hex)));
  }

  /** What a query looks for in memory. */
  public MemoryQuestion question(MemoryQuery query) {
    BytePattern pattern = anyones(query.text(), BytePattern::text).pattern();
    if (query.owners().isEmpty()) {
      return new MemoryQuestion(pattern, query.text(), Optional.empty());
    }
    if (withoutOwners.value()) {
      throw arguments.wrong("--no-owners: the query asks for an owner");
    }
    return new MemoryQuestion(
        pattern,
        query.text(),
        Optional.of(owner -> query.owners().stream().allMatch(each -> each.accepts(owner))));
  }

  private MemoryQuestion anyones(String given, Reading reading) {
    try {
      return new MemoryQuestion(reading.of(given, ignoreCase.value()), given, Optional.empty());
    } catch (PatternException e) {
      throw arguments.wrong("'%s' %s".formatted(given, e.getMessage()));
    }
  }

  /** Reads a pattern. */
  @FunctionalInterface
  private interface Reading {
    BytePattern of(String given, boolean ignoreCase) throws PatternException;
  }

  /** Whether letters of either case are looked for. */
  public boolean ignoresCase() {
    return ignoreCase.value();
  }

  /** Bytes to show on each side. */
  public int context() {
    return context.value();
  }

  /** Whether to use the index of strings. */
  public boolean index() {
    return !withoutIndex.value();
  }

  /** Whether to find out owners. */
  public boolean owners() {
    return !withoutOwners.value();
  }
}
