package org.kexshot.cli.derived;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A command's page of the manual, in the language of {@code man(7)}. */
final class ManPage {
  private static final String SECTION = "1";

  private static final String DOCUMENTS = "/usr/share/doc/kexshot";

  /** Begins the lines of a footer that are command lines. */
  private static final String EXAMPLE = "  kexshot ";

  private final DescribedCommand command;
  private final String version;
  private final StringBuilder page = new StringBuilder();

  /**
   * @param version name and version of the program
   */
  ManPage(DescribedCommand command, String version) {
    this.command = command;
    this.version = version;
  }

  /** The page's name: {@code kexshot-key-add}. */
  static String name(List<String> path) {
    return String.join("-", path);
  }

  /** The name of its file. */
  String file() {
    return name(command.path()) + "." + SECTION;
  }

  String text() {
    page.setLength(0);
    line(
        ".TH \"%s\" %s \"\" \"%s\""
            .formatted(escaped(name(command.path()).toUpperCase()), SECTION, escaped(version)));
    section("NAME");
    line(escaped(name(command.path())) + " \\- " + escaped(withoutStop(command.summary())));
    section("SYNOPSIS");
    line(".nf");
    for (String line : synopsis()) {
      line(text(line));
    }
    line(".fi");
    section("DESCRIPTION");
    for (String sentence : command.description()) {
      line(".PP");
      line(text(sentence));
    }
    subcommands();
    arguments();
    examples();
    exitCodes();
    files();
    seeAlso();
    return page.toString();
  }

  /** A name's line has no full stop. */
  private static String withoutStop(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  private List<String> synopsis() {
    String usage = new Help(command.spec(), Help.defaultColorScheme(Help.Ansi.OFF)).synopsis(0);
    return List.of(usage.strip().split("\n"));
  }

  private void subcommands() {
    if (command.subcommands().isEmpty()) {
      return;
    }
    section("COMMANDS");
    for (DescribedCommand below : command.subcommands()) {
      line(".TP");
      line(bold(String.join(" ", below.path())));
      line(text(below.summary()));
    }
  }

  private void arguments() {
    if (!command.parameters().isEmpty()) {
      section("ARGUMENTS");
      for (PositionalParamSpec parameter : command.parameters()) {
        argument(italic(parameter.paramLabel()), parameter);
      }
    }
    if (!command.options().isEmpty()) {
      section("OPTIONS");
      for (OptionSpec option : command.options()) {
        List<String> names = new ArrayList<>();
        for (String name : option.names()) {
          names.add(bold(name));
        }
        String value = option.arity().max() > 0 ? "=" + italic(option.paramLabel()) : "";
        argument(String.join(", ", names) + value, option);
      }
    }
  }

  private void argument(String tag, ArgSpec argument) {
    line(".TP");
    line(tag);
    line(text(DescribedCommand.about(argument)));
  }

  private void examples() {
    List<String> lines =
        Arrays.stream(command.spec().usageMessage().footer())
            .filter(line -> line.startsWith(EXAMPLE))
            .map(line -> line.strip().replace("%%", "%"))
            .toList();
    if (!lines.isEmpty()) {
      section("EXAMPLES");
      line(".nf");
      lines.forEach(line -> line(text(line)));
      line(".fi");
    }
  }

  private void exitCodes() {
    section("EXIT STATUS");
    Map<String, String> codes = command.spec().usageMessage().exitCodeList();
    if (codes.isEmpty()) {
      line("Those that " + reference(command.path().get(0)) + " lists.");
      return;
    }
    codes.forEach(
        (code, meaning) -> {
          line(".TP");
          line(bold(code.strip()));
          line(text(meaning));
        });
  }

  /** Where the documents are that descriptions name. */
  private void files() {
    section("FILES");
    line(".TP");
    line(italic(DOCUMENTS));
    line(
        text(
            "The documents, named docs/... here, where a package installed them. A tarball has them"
                + " in share/doc/kexshot."));
  }

  private void seeAlso() {
    List<String> others = new ArrayList<>();
    for (int words = 1; words < command.path().size(); words++) {
      others.add(name(command.path().subList(0, words)));
    }
    command.subcommands().forEach(below -> others.add(name(below.path())));
    section("SEE ALSO");
    line(String.join(", ", others.stream().map(ManPage::reference).toList()));
  }

  private static String reference(String name) {
    return bold(name) + "(" + SECTION + ")";
  }

  private void section(String title) {
    line(".SH " + title);
  }

  private void line(String line) {
    page.append(line).append('\n');
  }

  private static String bold(String text) {
    return "\\fB" + escaped(text) + "\\fR";
  }

  private static String italic(String text) {
    return "\\fI" + escaped(text) + "\\fR";
  }

  /** A line of text, which begins with no request. */
  private static String text(String text) {
    String line = escaped(text);
    return line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line;
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-").replace("\n", " ");
  }
}
