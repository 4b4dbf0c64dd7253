package org.kexshot.cli.argument;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.kexshot.cli.failure.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Each kind of argument: given, left out, and given wrongly. */
class ArgumentsTest {
  private static final class Command implements Callable<Integer> {
    private final Arguments arguments = new Arguments(this, "Has every kind of argument.");
    private final Argument<Boolean> flag = arguments.flag("--flag", "A flag.");
    private final Argument<String> word =
        arguments.option(String.class, OptionSpec.builder("--word"));
    private final Argument<Integer> number =
        arguments.option(Integer.class, OptionSpec.builder("--number").defaultValue("7"));
    private final Argument<List<Integer>> numbers =
        arguments.options(Integer.class, OptionSpec.builder("--numbers").splitRegex(","));
    private final Argument<Map<String, String>> pairs =
        arguments.pairs(OptionSpec.builder("--pair"));
    private final Arguments.OneOf form = arguments.oneOf();
    private final Argument<Boolean> tree = form.flag("--tree", "A form.");
    private final Argument<Long> width = form.option(Long.class, OptionSpec.builder("--width"));
    private final Argument<String> first =
        arguments.parameter(String.class, PositionalParamSpec.builder().index("0"));
    private final Argument<List<String>> others =
        arguments.parameters(
            String.class, PositionalParamSpec.builder().index("1..*").arity("0..*"));

    @Override
    public Integer call() {
      return 0;
    }
  }

  private final Command command = new Command();
  private final StringWriter err = new StringWriter();

  private int run(String... words) {
    return new CommandLine(command.arguments.spec())
        .setErr(new PrintWriter(err, true))
        .execute(words);
  }

  @Test
  void whatIsLeftOutHasItsDefaultOrNothing() {
    assertThat(run("one")).as(err.toString()).isZero();
    assertThat(command.first.value()).isEqualTo("one");
    assertThat(command.flag.value()).isFalse();
    assertThat(command.tree.value()).isFalse();
    assertThat(command.number.value()).isEqualTo(7);
    assertThat(command.word.given()).isEmpty();
    assertThat(command.numbers.given()).isEmpty();
    assertThat(command.pairs.given()).isEmpty();
    assertThat(command.width.given()).isEmpty();
    assertThat(command.others.given()).isEmpty();
  }

  @Test
  void whatIsGivenHasItsType() {
    String words = "one --flag --word=w --number 8 --numbers=1,2 --numbers 3 --pair a=b --pair=c=d";
    assertThat(run((words + " --width=9 two three").split(" "))).as(err.toString()).isZero();
    assertThat(command.flag.value()).isTrue();
    assertThat(command.word.value()).isEqualTo("w");
    assertThat(command.number.value()).isEqualTo(8);
    assertThat(command.numbers.value()).containsExactly(1, 2, 3);
    assertThat(command.pairs.value()).isEqualTo(Map.of("a", "b", "c", "d"));
    assertThat(command.tree.value()).isFalse();
    assertThat(command.width.value()).isEqualTo(9);
    assertThat(command.others.value()).containsExactly("two", "three");
  }

  @Test
  void onlyOneOfThoseThatExcludeEachOtherMayBeGiven() {
    assertThat(run("one", "--tree")).as(err.toString()).isZero();
    assertThat(command.tree.value()).isTrue();
    assertThat(run("one", "--tree", "--width=9")).isEqualTo(ExitCode.USAGE.number());
    assertThat(err.toString()).contains("mutually exclusive");
  }

  @Test
  void wrongWordsAreRefused() {
    assertThat(run("one", "--number=many")).isEqualTo(ExitCode.USAGE.number());
    assertThat(run()).isEqualTo(ExitCode.USAGE.number());
    assertThat(run("one", "--colour")).isEqualTo(ExitCode.USAGE.number());
    assertThat(err.toString().lines()).anyMatch(line -> line.contains("many"));
  }
}
