package org.kexshot.capture.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;

/**
 * B's initial file system as it was built with the toolkit: a compressed cpio archive, and beside
 * it in a file of the same name plus {@code .sha256} the hash that purgatory checks, so that
 * loading need not compute it.
 *
 * @param bytes the archive, mapped; position to limit
 * @param sha256 of these bytes
 */
record InitialFileSystem(ByteBuffer bytes, byte[] sha256) {
  static InitialFileSystem open(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      String hash = Files.readString(Path.of(file + ".sha256")).strip();
      return new InitialFileSystem(
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()),
          HexFormat.of().parseHex(hash));
    } catch (NoSuchFileException e) {
      throw new IOException(
          e.getFile() + ": the toolkit has no capture file system for this architecture", e);
    }
  }

  @Override
  public ByteBuffer bytes() {
    return bytes.duplicate();
  }
}
