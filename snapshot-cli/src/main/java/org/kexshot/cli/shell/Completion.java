package org.kexshot.cli.shell;

/**
 * A way to complete a word.
 *
 * @param value the whole word
 * @param display what is listed for it
 * @param description a few words about it; empty if there are none
 * @param isWhole whether the word ends with it, so that a blank may follow
 */
record Completion(String value, String display, String description, boolean isWhole) {
  /** A whole word that is listed as it is. */
  static Completion of(String value, String description) {
    return new Completion(value, value, description, true);
  }
}
