package org.kexshot.cli.argument;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/**
 * What a command takes, declared by the fields of the command and of what it shares with others.
 * Calls declare it, not annotations: finding those by reflection takes a good part of a short
 * command's time.
 */
public final class Arguments {
  private final CommandSpec command;
  private final List<OneOf> alternatives = new ArrayList<>();

  /**
   * @param action what the command does
   * @param description lines for {@code --help}
   */
  public Arguments(Callable<Integer> action, String... description) {
    command = CommandSpec.wrapWithoutInspection(action);
    command.usageMessage().description(description);
  }

  /** The command, with all that was declared. */
  public CommandSpec spec() {
    alternatives.forEach(group -> command.addArgGroup(group.group.build()));
    alternatives.clear();
    return command;
  }

  /** An option that is given or not. */
  public Argument<Boolean> flag(String name, String... description) {
    return this.<Boolean>added(flagSpec(name, description).build()).orElse(false);
  }

  /** An option with a value. */
  public <T> Argument<T> option(Class<T> type, OptionSpec.Builder option) {
    return added(option.type(type).build());
  }

  /** An option that may be given more than once. */
  public <T> Argument<List<T>> options(Class<T> type, OptionSpec.Builder option) {
    return added(option.type(List.class).auxiliaryTypes(type).build());
  }

  /** An option of {@code KEY=VALUE} that may be given more than once. */
  Argument<Map<String, String>> pairs(OptionSpec.Builder option) {
    return added(option.type(Map.class).auxiliaryTypes(String.class, String.class).build());
  }

  /** A positional parameter. */
  public <T> Argument<T> parameter(Class<T> type, PositionalParamSpec.Builder parameter) {
    return added(required(parameter).type(type).build());
  }

  /** All the positional parameters from an index on. */
  public <T> Argument<List<T>> parameters(Class<T> type, PositionalParamSpec.Builder parameter) {
    return added(required(parameter).type(List.class).auxiliaryTypes(type).build());
  }

  /**
   * The same where values may begin with a hyphen. Options of one letter are then not to be run
   * together, nor with their values.
   */
  public <T> Argument<List<T>> signedParameters(
      Class<T> type, PositionalParamSpec.Builder parameter) {
    command
        .parser()
        .posixClusteredShortOptionsAllowed(false)
        .unmatchedOptionsArePositionalParams(true);
    return parameters(type, parameter);
  }

  /** Unless its arity allows for none, or it has a default. */
  private static PositionalParamSpec.Builder required(PositionalParamSpec.Builder parameter) {
    return parameter.required(parameter.arity() == null || parameter.arity().min() > 0);
  }

  /** Options that exclude each other. */
  public OneOf oneOf() {
    OneOf group = new OneOf();
    alternatives.add(group);
    return group;
  }

  /** The command's own name, as in {@code diff}. */
  public String name() {
    return command.name();
  }

  public PrintWriter out() {
    return command.commandLine().getOut();
  }

  public PrintWriter err() {
    return command.commandLine().getErr();
  }

  /** Takes what the user is told who asked for details. */
  public Details details() {
    return new Details(Details.areWanted(command.root().commandLine().getParseResult()), err());
  }

  /** Who lends images, if this is run by one that keeps them: the factory of the command line. */
  Optional<ImageSource> images() {
    return command.root().commandLine().getFactory() instanceof ImageSource source
        ? Optional.of(source)
        : Optional.empty();
  }

  /** To be thrown where arguments contradict each other. */
  public ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private <T> Argument<T> added(ArgSpec spec) {
    command.add(spec);
    return Argument.of(spec);
  }

  private static OptionSpec.Builder flagSpec(String name, String... description) {
    return OptionSpec.builder(name).type(boolean.class).description(description);
  }

  /** Options that exclude each other. */
  public static final class OneOf {
    private final ArgGroupSpec.Builder group = ArgGroupSpec.builder();

    public Argument<Boolean> flag(String name, String... description) {
      return this.<Boolean>added(flagSpec(name, description).build()).orElse(false);
    }

    public <T> Argument<T> option(Class<T> type, OptionSpec.Builder option) {
      return added(option.type(type).build());
    }

    private <T> Argument<T> added(ArgSpec spec) {
      group.addArg(spec);
      return Argument.of(spec);
    }
  }
}
