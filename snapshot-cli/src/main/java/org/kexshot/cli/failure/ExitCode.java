package org.kexshot.cli.failure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import org.kexshot.capture.CaptureException;
import org.kexshot.filter.MissingVmcoreinfoException;
import org.kexshot.fleet.FleetException;
import org.kexshot.format.DumpFormatException;
import org.kexshot.hibernate.image.HibernationException;
import org.kexshot.index.SearchSyntaxException;
import org.kexshot.kernel.NoSuchObjectException;
import org.kexshot.kexec.JumpException;
import org.kexshot.kexec.NotLentException;
import org.kexshot.libvirt.LibvirtException;
import org.kexshot.loader.LoaderException;
import org.kexshot.memory.MemoryFault;
import org.kexshot.paging.KernelNotFoundFault;
import org.kexshot.peer.PeerException;
import org.kexshot.physical.PhysicalException;
import org.kexshot.qemu.QemuException;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.symbols.SymbolException;
import org.kexshot.types.TypeException;

/**
 * What the {@code kexshot} command tells its caller when it ends. Numbers are never reused; {@code
 * docs/exit-codes.md} explains them to users.
 */
public enum ExitCode {
  OK(0, "done; also if a comparison found differences or a search found nothing"),
  INTERNAL_ERROR(1, "a bug in kexshot; --debug shows where"),
  USAGE(2, "wrong arguments"),
  NOT_FOUND(3, "no such snapshot, file or object"),
  BAD_FORMAT(4, "not a dump of a known format, or a damaged one"),
  REPOSITORY_LOCKED(5, "another process is writing to the repository"),
  REPOSITORY_DAMAGED(6, "no repository, one of another version, or a damaged one"),
  INPUT_OUTPUT(7, "reading or writing failed, e.g. the disk is full"),
  ACCESS_DENIED(8, "no permission; most of capture needs root"),
  UNKNOWN_MEMORY(9, "memory or symbols that are needed are not in the image, or no kernel is"),
  CANNOT_JUMP(10, "this machine or its kernel cannot jump; `kexshot check` says why"),
  NOT_LOADED(11, "no capture kernel is loaded, or for `jump` no image"),
  SNAPSHOT_DEVICE(12, "the snapshot device is missing, in use or another one"),
  CAPTURE_KERNEL(13, "the capture kernel's file or the toolkit's capture files cannot be used"),
  JUMP_REFUSED(14, "the kernel refused the jump; nothing happened"),
  NO_DUMP(15, "the jump came back without a dump; the system goes on"),
  DUMP_DAMAGED(16, "the snapshot device did not keep the dump"),
  INCOMPLETE(17, "part of the image is damaged or excluded; the rest was shown"),
  NO_MEMORY(18, "nothing is at that address: no RAM, not mapped, or swapped out"),
  MISSING_MEMORY(19, "memory that is needed is unreadable: the image is incomplete"),
  IMAGE_LOADED(20, "another kexec image is loaded; it was left alone"),
  NO_ROOM(21, "too little memory for a snapshot or for the capture kernel; the system goes on"),
  CAPTURE_BUSY(22, "another kexshot loads, unloads or takes a snapshot; --wait waits for it"),
  NOT_STORED(23, "a snapshot was taken, could not be stored, and is kept; the message says where"),
  PROGRAM_ENDED(24, "a program in physical mode was ended or could not be run; the system goes on"),
  NOT_HIBERNATED(
      25, "a hibernated system is not resumed, or none was hibernated; this one goes on"),
  PEER(26, "a peer cannot be started, gone to or come back from; the system goes on"),
  BAD_IMAGE(27, "an image to load is damaged or does not fit this machine; nothing was loaded"),
  CONDITION(28, "a condition of --fail-on holds, or could not be judged"),
  GUEST(
      29,
      "QEMU or libvirt cannot be reached, or did not give its guest's memory; the guest goes on"),
  KEY(30, "the repository is encrypted, and no key was given or a wrong one"),
  SERVER(
      31, "a server cannot be reached, or does not take what it is sent; doing it again goes on"),
  NOT_SHOWN(32, "--method live: the running kernel does not show its memory"),
  KERNEL_NOT_BUILT(33, "a kernel was not built; the message says why");

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
    if (failure instanceof OutOfMemoryError || FailureReport.isMapFault(failure)) {
      return INPUT_OUTPUT;
    }
    if (failure instanceof StackOverflowError) {
      return BAD_FORMAT;
    }
    if (failure instanceof RepositoryException repository) {
      return switch (repository.reason()) {
        case NO_SUCH_SNAPSHOT -> NOT_FOUND;
        case LOCKED -> REPOSITORY_LOCKED;
        case NOT_A_REPOSITORY, CORRUPT -> REPOSITORY_DAMAGED;
        case NO_ROOM -> INPUT_OUTPUT;
        case KEY -> KEY;
      };
    }
    if (failure instanceof JumpException jump) {
      return switch (jump.reason()) {
        case NOT_ROOT -> ACCESS_DENIED;
        case CANNOT_JUMP -> CANNOT_JUMP;
        case JUMP_REFUSED -> JUMP_REFUSED;
        case BUSY -> CAPTURE_BUSY;
        case FOREIGN_IMAGE -> IMAGE_LOADED;
      };
    }
    if (failure instanceof CaptureException capture) {
      return switch (capture.reason()) {
        case NOT_LOADED -> NOT_LOADED;
        case DEVICE -> SNAPSHOT_DEVICE;
        case KERNEL -> CAPTURE_KERNEL;
        case NO_DUMP -> NO_DUMP;
        case DUMP_DAMAGED -> DUMP_DAMAGED;
        case IMAGE_LOADED -> IMAGE_LOADED;
        case NOT_SHOWN -> NOT_SHOWN;
        case NO_ROOM -> NO_ROOM;
        case NOT_STORED -> NOT_STORED;
      };
    }
    if (failure instanceof NotLentException) {
      return NO_ROOM;
    }
    if (failure instanceof HibernationException) {
      return NOT_HIBERNATED;
    }
    if (failure instanceof PeerException) {
      return PEER;
    }
    if (failure instanceof FleetException) {
      return SERVER;
    }
    if (failure instanceof QemuException || failure instanceof LibvirtException) {
      return GUEST;
    }
    if (failure instanceof PhysicalException) {
      return PROGRAM_ENDED;
    }
    if (failure instanceof LoaderException loader) {
      return switch (loader.reason()) {
        case IMAGE -> BAD_IMAGE;
        case NOT_LOADED -> NOT_LOADED;
        case NO_RETURN -> USAGE;
      };
    }
    if (failure instanceof SearchSyntaxException || failure instanceof InvalidPathException) {
      return USAGE;
    }
    if (failure instanceof DumpFormatException) {
      return BAD_FORMAT;
    }
    if (failure instanceof MemoryFault fault) {
      return of(fault);
    }
    if (failure instanceof MissingVmcoreinfoException
        || failure instanceof SymbolException
        || failure instanceof TypeException) {
      return UNKNOWN_MEMORY;
    }
    if (failure instanceof NoSuchFileException || failure instanceof NoSuchObjectException) {
      return NOT_FOUND;
    }
    if (failure instanceof AccessDeniedException) {
      return ACCESS_DENIED;
    }
    return failure instanceof IOException ? INPUT_OUTPUT : INTERNAL_ERROR;
  }

  private static ExitCode of(MemoryFault fault) {
    if (fault instanceof KernelNotFoundFault) {
      return UNKNOWN_MEMORY;
    }
    return switch (fault.state()) {
      case NOT_RAM -> NO_MEMORY;
      case UNREADABLE -> MISSING_MEMORY;
      case EXCLUDED, PRESENT -> UNKNOWN_MEMORY;
    };
  }
}
