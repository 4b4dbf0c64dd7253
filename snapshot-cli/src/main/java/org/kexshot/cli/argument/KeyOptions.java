package org.kexshot.cli.argument;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.key.KeySource;
import org.kexshot.store.key.Secret;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What opens an encrypted repository: a file that an option or the environment names, or a
 * passphrase that is asked for in the terminal. A secret is never on the command line, where every
 * process can read it.
 */
public final class KeyOptions implements KeySource {
  private static final String KEY_FILE = "KEXSHOT_KEY_FILE";
  private static final String PASSPHRASE_FILE = "KEXSHOT_PASSPHRASE_FILE";

  private final Argument<Path> keyFile;
  private final Argument<Path> passphraseFile;
  private final Map<String, String> environment;

  private KeyOptions(
      Arguments arguments, String prefix, String of, Map<String, String> environment) {
    keyFile =
        arguments.option(
            Path.class,
            OptionSpec.builder("--" + prefix + "key-file")
                .paramLabel("FILE")
                .description("The key file of %s. Default: $KEXSHOT_KEY_FILE.".formatted(of)));
    passphraseFile =
        arguments.option(
            Path.class,
            OptionSpec.builder("--" + prefix + "passphrase-file")
                .paramLabel("FILE")
                .description(
                    "A file with the passphrase of %s. Default: $KEXSHOT_PASSPHRASE_FILE, or the terminal."
                        .formatted(of)));
    this.environment = environment;
  }

  /** Of the repository that a command works on. */
  static KeyOptions ofRepository(Arguments arguments) {
    return new KeyOptions(arguments, "", "an encrypted repository", System.getenv());
  }

  /** Of the repository to which is copied. */
  public static KeyOptions ofOther(Arguments arguments) {
    return new KeyOptions(
        arguments, "to-", "the other repository, if it is encrypted", System.getenv());
  }

  /** Of a key that is going to be added, which the environment does not name. */
  public static KeyOptions ofNew(Arguments arguments) {
    return new KeyOptions(arguments, "new-", "the new key", Map.of());
  }

  /** Whether an option names a file. */
  public boolean isGiven() {
    return keyFile.given().isPresent() || passphraseFile.given().isPresent();
  }

  @Override
  public Secret secret(Path repository) throws IOException {
    Optional<Secret> named = named();
    if (named.isPresent()) {
      return named.get();
    }
    return ask(repository, "Passphrase of %s: ");
  }

  /** A secret that is new, so that a passphrase is asked for twice. */
  public Secret newSecret(Path repository) throws IOException {
    Optional<Secret> named = named();
    if (named.isPresent()) {
      return named.get();
    }
    char[] first = read(repository, "New passphrase of %s: ");
    char[] second = read(repository, "The same again: ");
    boolean areEqual = Arrays.equals(first, second);
    Arrays.fill(second, ' ');
    if (!areEqual) {
      throw new RepositoryException(
          RepositoryException.Reason.KEY, repository + ": the two passphrases differ; try again");
    }
    return Secret.passphrase(first);
  }

  private Optional<Secret> named() throws IOException {
    if (keyFile.given().isPresent()) {
      return Optional.of(Secret.keyFile(keyFile.value()));
    }
    if (passphraseFile.given().isPresent()) {
      return Optional.of(Secret.passphraseIn(passphraseFile.value()));
    }
    if (!environment.getOrDefault(KEY_FILE, "").isEmpty()) {
      return Optional.of(Secret.keyFile(Path.of(environment.get(KEY_FILE))));
    }
    if (!environment.getOrDefault(PASSPHRASE_FILE, "").isEmpty()) {
      return Optional.of(Secret.passphraseIn(Path.of(environment.get(PASSPHRASE_FILE))));
    }
    return Optional.empty();
  }

  private static Secret ask(Path repository, String prompt) throws IOException {
    return Secret.passphrase(read(repository, prompt));
  }

  /** Without echo. */
  private static char[] read(Path repository, String prompt) throws IOException {
    Console terminal = System.console();
    if (terminal == null) {
      throw KeySource.missing(repository);
    }
    char[] read = terminal.readPassword(prompt, repository);
    if (read == null) {
      throw KeySource.missing(repository);
    }
    return read;
  }
}
