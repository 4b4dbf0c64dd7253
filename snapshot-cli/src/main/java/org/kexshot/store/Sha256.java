package org.kexshot.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash by which pages, packs, maps and manifests are known. */
final class Sha256 {
  /** Bytes of a hash. */
  static final int LENGTH = 32;

  private Sha256() {}

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }
}
