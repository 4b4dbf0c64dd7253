package org.kexshot.linux;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * SHA-256 by a routine in machine code, run in this process. A Java runtime that has just started
 * takes five times as long for a kernel's four megabytes as the code with which purgatory checks
 * them.
 */
public final class NativeSha256 {
  private static final int DIGEST_BYTES = 32;

  private NativeSha256() {}

  /**
   * The digest of a buffer from position to limit; by the Java runtime where the code is not for
   * this process, or the process may not run code that it wrote.
   *
   * @param bytes a direct buffer; its position stays
   * @param wordSize of the code, in bytes: 4 for i386, 8 for x86_64
   * @param code position-independent
   * @param routine offset in it of {@code void sha256(const void *data, unsigned long length, void
   *     *digest)}, C calling convention
   */
  public static byte[] digest(ByteBuffer bytes, int wordSize, byte[] code, int routine) {
    return Platform.isIntel() && Native.POINTER_SIZE == wordSize
        ? run(bytes, code, routine).orElseGet(() -> byJava(bytes))
        : byJava(bytes);
  }

  private static Optional<byte[]> run(ByteBuffer bytes, byte[] code, int routine) {
    try (AnonymousMemory memory = AnonymousMemory.executable(code.length);
        Memory digest = new Memory(DIGEST_BYTES)) {
      memory.start().write(0, code, 0, code.length);
      Function.getFunction(memory.start().share(routine))
          .invokeVoid(
              new Object[] {
                Native.getDirectBufferPointer(bytes.slice()),
                new NativeLong(bytes.remaining()),
                digest
              });
      return Optional.of(digest.getByteArray(0, DIGEST_BYTES));
    } catch (SystemCallException e) {
      return Optional.empty();
    }
  }

  private static byte[] byJava(ByteBuffer bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes.duplicate());
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
