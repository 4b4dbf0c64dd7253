package org.kexshot.kernel.typing;

/** How sure the type of a piece of the kernel's data is, the surest first. */
public enum Certainty {
  /** BTF tells it: of a variable, or of what the kernel declares to be so. */
  BTF(""),
  /** The setting that the variable backs tells which numbers it holds. */
  SETTING("by its setting"),
  /** The name is known, or is that of a structure, and the size is right. */
  NAME("by name"),
  /** Names of this form are usual for the type, and it fits. */
  FORM("guessed by the form of its name"),
  /** No other structure of the kernel has the size. */
  SIZE("guessed by size");

  private final String words;

  Certainty(String words) {
    this.words = words;
  }

  /** In words for a user; empty where there is no doubt. */
  public String words() {
    return words;
  }
}
