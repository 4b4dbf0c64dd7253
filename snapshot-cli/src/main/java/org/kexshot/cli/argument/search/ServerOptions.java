package org.kexshot.cli.argument.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.fleet.ServerAccess;
import picocli.CommandLine.Model.OptionSpec;

/**
 * How a server of a fleet is entered. A password is never on the command line, where every process
 * can read it.
 */
public final class ServerOptions {
  private static final String USER = "KEXSHOT_FLEET_USER";
  private static final String PASSWORD = "KEXSHOT_FLEET_PASSWORD";
  private static final String PASSWORD_FILE = "KEXSHOT_FLEET_PASSWORD_FILE";

  private final Arguments arguments;
  private final Argument<String> user;
  private final Argument<Path> passwordFile;
  private final Argument<Path> authority;
  private final Argument<String> prefix;
  private final Map<String, String> environment = System.getenv();

  public ServerOptions(Arguments arguments) {
    this.arguments = arguments;
    user =
        arguments.option(
            String.class,
            OptionSpec.builder("--user")
                .paramLabel("NAME")
                .description("The user of the server. Default: $KEXSHOT_FLEET_USER, or none."));
    passwordFile =
        arguments.option(
            Path.class,
            OptionSpec.builder("--password-file")
                .paramLabel("FILE")
                .description(
                    "A file with the user's password. Default: $KEXSHOT_FLEET_PASSWORD_FILE, or the"
                        + " password itself in $KEXSHOT_FLEET_PASSWORD."));
    authority =
        arguments.option(
            Path.class,
            OptionSpec.builder("--ca")
                .paramLabel("FILE")
                .description(
                    "Certificates in PEM, one of which signed the server's. Default: those that"
                        + " Java knows."));
    prefix =
        arguments.option(
            String.class,
            OptionSpec.builder("--index-prefix")
                .paramLabel("NAME")
                .defaultValue("kexshot")
                .description(
                    "The beginning of the names of the server's indices. Default:"
                        + " ${DEFAULT-VALUE}."));
  }

  /** Whether one of them is given that has a meaning with a server only. */
  public boolean areGiven() {
    return user.given().isPresent()
        || passwordFile.given().isPresent()
        || authority.given().isPresent();
  }

  /**
   * The way into a server.
   *
   * @param address as the user gave it
   */
  public ServerAccess access(String address) throws IOException {
    if (!prefix.value().matches("[a-z0-9][a-z0-9_.-]{0,99}")) {
      throw arguments.wrong(
          "--index-prefix: small letters, digits, '-', '_' and '.' only, a letter or digit first");
    }
    try {
      return new ServerAccess(
          ServerAccess.address(address),
          user.given().or(() -> named(USER)),
          password(),
          authority.given(),
          prefix.value());
    } catch (IllegalArgumentException malformed) {
      throw arguments.wrong(malformed.getMessage());
    }
  }

  private Optional<String> password() throws IOException {
    Optional<Path> file = passwordFile.given().or(() -> named(PASSWORD_FILE).map(Path::of));
    return file.isPresent()
        ? Optional.of(Files.readString(file.get()).stripTrailing())
        : named(PASSWORD);
  }

  private Optional<String> named(String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isEmpty());
  }
}
