package org.kexshot.capture.modules;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.kexshot.compress.PackedStream;
import org.kexshot.format.ElfLayout;

/**
 * A kernel module as {@code finit_module} takes it.
 *
 * @param name of the module
 * @param contents an ELF object, with its signature if it has one
 */
public record ModuleFile(String name, byte[] contents) {
  /** A driver has some hundred KiB; the largest of all, with debug information, some 50 MiB. */
  private static final int LARGEST = 64 << 20;

  /**
   * Reads and unpacks a module that was made for a kernel.
   *
   * @param file {@code NAME.ko}, or that packed by gzip, xz or Zstandard
   * @param release the kernel's; another would refuse the module when it is too late
   */
  static ModuleFile read(Path file, String release) throws IOException {
    byte[] contents;
    try (InputStream packed = Files.newInputStream(file);
        InputStream in = PackedStream.unpack(packed)) {
      contents = in.readNBytes(LARGEST + 1);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file, though modules.dep names it; run depmod", e);
    } catch (EOFException e) {
      throw new IOException(
          file + ": damaged, the packed module ends early or is not one; reinstall it", e);
    } catch (IOException e) {
      throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
    }
    if (contents.length > LARGEST) {
      throw new IOException("%s: a module of more than %d MiB".formatted(file, LARGEST >> 20));
    }
    if (!ElfLayout.isElf(ByteBuffer.wrap(contents))) {
      throw new IOException(file + ": no kernel module, for it does not begin as an ELF file does");
    }
    String made = releaseOf(contents);
    if (!made.equals(release)) {
      throw new IOException(
          "%s: made for kernel %s, the capture kernel is %s; name the directory of its own modules with --modules"
              .formatted(file, made.isEmpty() ? "unknown" : made, release));
    }
    return new ModuleFile(ModuleDirectory.nameOf(file.toString()), contents);
  }

  /** The first word of {@code vermagic} in the module's own description. */
  private static String releaseOf(byte[] contents) {
    String text = new String(contents, StandardCharsets.ISO_8859_1);
    int start = text.indexOf("\0vermagic=");
    if (start < 0) {
      return "";
    }
    start += "\0vermagic=".length();
    int end = start;
    while (end < text.length() && text.charAt(end) > ' ') {
      end++;
    }
    return text.substring(start, end);
  }
}
