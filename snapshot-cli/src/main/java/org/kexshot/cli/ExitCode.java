package org.kexshot.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.kexshot.format.DumpFormatException;
import org.kexshot.memory.MemoryFault;
import org.kexshot.store.RepositoryException;

/**
 * What the {@code kexshot} command tells its caller when it ends. Numbers are never reused; {@code
 * docs/exit-codes.md} explains them to users.
 */
public enum ExitCode {
  OK(0, "done; also if a comparison found differences or a search found nothing"),
  INTERNAL_ERROR(1, "a bug in kexshot; --debug shows where"),
  USAGE(2, "wrong arguments"),
  NOT_FOUND(3, "no such snapshot or file"),
  BAD_FORMAT(4, "not a dump of a known format, or a damaged one"),
  REPOSITORY_LOCKED(5, "another process is writing to the repository"),
  REPOSITORY_DAMAGED(6, "no repository, one of another version, or a damaged one"),
  INPUT_OUTPUT(7, "reading or writing failed, e.g. the disk is full"),
  ACCESS_DENIED(8, "no permission; most of capture needs root"),
  UNKNOWN_MEMORY(9, "memory that is needed was left out of the image or damaged");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  public int number() {
    return number;
  }

  /** In words, for {@code --help}. */
  public String meaning() {
    return meaning;
  }

  /** The code for a failure that is expected in use; {@link #INTERNAL_ERROR} for any other. */
  static ExitCode of(Throwable failure) {
    if (failure instanceof UncheckedIOException wrapped) {
      return of(wrapped.getCause());
    }
    if (failure instanceof RepositoryException repository) {
      return switch (repository.reason()) {
        case NO_SUCH_SNAPSHOT -> NOT_FOUND;
        case LOCKED -> REPOSITORY_LOCKED;
        case NOT_A_REPOSITORY, CORRUPT -> REPOSITORY_DAMAGED;
      };
    }
    if (failure instanceof DumpFormatException) {
      return BAD_FORMAT;
    }
    if (failure instanceof MemoryFault) {
      return UNKNOWN_MEMORY;
    }
    if (failure instanceof NoSuchFileException) {
      return NOT_FOUND;
    }
    if (failure instanceof AccessDeniedException) {
      return ACCESS_DENIED;
    }
    return failure instanceof IOException ? INPUT_OUTPUT : INTERNAL_ERROR;
  }
}
