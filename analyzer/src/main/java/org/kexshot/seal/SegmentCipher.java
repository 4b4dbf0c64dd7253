package org.kexshot.seal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Encrypts and decrypts the segments of one file. Any number of threads may use it. */
final class SegmentCipher {
  private final SecretKeySpec key;
  private final byte[] header;
  private final ThreadLocal<Cipher> ciphers = ThreadLocal.withInitial(SegmentCipher::newCipher);

  /** That of the file with that header, which has the salt. */
  SegmentCipher(SealingKey master, byte[] header) throws SealException {
    this.key = master.fileKey(SealedFormat.salt(header));
    this.header = header;
  }

  private static Cipher newCipher() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform must have AES/GCM", e);
    }
  }

  /** Seals a segment that is not the last. */
  int seal(long segment, byte[] plain, byte[] sealed) {
    return run(Cipher.ENCRYPT_MODE, segment, null, plain, plain.length, sealed);
  }

  /** Seals the last segment, which binds the file to its name. */
  int sealLast(long segment, String name, byte[] plain, int length, byte[] sealed) {
    return run(Cipher.ENCRYPT_MODE, segment, name, plain, length, sealed);
  }

  /**
   * Opens a segment.
   *
   * @param name the file's, if the segment is its last; else null
   * @return how many bytes it holds
   * @throws SealException if it was not sealed with this key, at this place, under this name
   */
  int open(long segment, String name, byte[] sealed, int length, byte[] plain)
      throws SealException {
    int opened = run(Cipher.DECRYPT_MODE, segment, name, sealed, length, plain);
    if (opened < 0) {
      throw new SealException(
          "segment %d at offset %d does not open%s: it was altered, or is of another file or key"
              .formatted(
                  segment,
                  SealedFormat.offset(segment),
                  name == null ? "" : " as the end of " + name));
    }
    return opened;
  }

  /** Bytes of output; negative if a tag does not fit. */
  private int run(int mode, long segment, String name, byte[] in, int length, byte[] out) {
    try {
      Cipher cipher = ciphers.get();
      byte[] nonce = SealedFormat.nonce(segment, name != null);
      cipher.init(mode, key, new GCMParameterSpec(SealedFormat.TAG * 8, nonce));
      cipher.updateAAD(header);
      if (name != null) {
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
      }
      return cipher.doFinal(in, 0, length, out, 0);
    } catch (AEADBadTagException altered) {
      return -1;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES/GCM refuses a segment of %d bytes".formatted(length), e);
    }
  }
}
