package org.kexshot.owner;

/**
 * Who uses a page frame.
 *
 * @param kind what for
 * @param name of the slab cache, the file, the process ({@code "sh[55]"}), the module, the symbol;
 *     empty where there is none to name
 * @param place where in it: the byte offset in a file, the virtual address in a process, or that of
 *     the kernel where it maps the frame for this use; else 0
 */
public record FrameOwner(OwnerKind kind, String name, long place) {
  static FrameOwner of(OwnerKind kind) {
    return new FrameOwner(kind, "", 0);
  }

  static FrameOwner of(OwnerKind kind, String name) {
    return new FrameOwner(kind, name, 0);
  }

  /** In one line for a user. */
  public String describe() {
    String named = name.isEmpty() ? kind.words() : kind.words() + " " + name;
    return switch (kind) {
      case PAGE_CACHE, SHARED_MEMORY -> named + " at offset 0x%x".formatted(place);
      case ANONYMOUS -> place == 0 ? named : named + " at 0x%x".formatted(place);
      default -> named;
    };
  }
}
