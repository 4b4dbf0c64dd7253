package org.kexshot.store.manifest;

/**
 * A snapshot in a repository.
 *
 * @param id SHA-256 of its manifest, 64 lower-case hexadecimal digits
 * @param manifest all that is known of it
 */
public record Snapshot(String id, Manifest manifest) {
  /** Digits shown to users; any unambiguous prefix of at least four is understood. */
  public static final int SHORT_ID_LENGTH = 10;

  public String shortId() {
    return id.substring(0, SHORT_ID_LENGTH);
  }
}
