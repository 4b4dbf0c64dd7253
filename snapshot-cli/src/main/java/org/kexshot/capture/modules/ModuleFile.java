package org.kexshot.capture.modules;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.kexshot.format.ElfLayout;
import org.tukaani.xz.XZInputStream;

/**
 * A kernel module as {@code finit_module} takes it.
 *
 * @param name of the module
 * @param contents an ELF object, with its signature if it has one
 */
public record ModuleFile(String name, byte[] contents) {
  /** A driver has some hundred KiB; the largest of all, with debug information, some 50 MiB. */
  private static final int LARGEST = 64 << 20;

  /** Memory that unpacking may take, in KiB; {@code xz} takes 64 MiB at its best. */
  private static final int XZ_MEMORY = 128 << 10;

  /**
   * Reads and unpacks a module that was made for a kernel.
   *
   * @param file {@code NAME.ko}, or that with {@code .gz}, {@code .xz} or {@code .zst} behind it
   * @param release the kernel's; another would refuse the module when it is too late
   */
  static ModuleFile read(Path file, String release) throws IOException {
    byte[] contents;
    try (InputStream in = unpacked(file)) {
      contents = in.readNBytes(LARGEST + 1);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file, though modules.dep names it; run depmod", e);
    } catch (EOFException | MalformedInputException e) {
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

  private static InputStream unpacked(Path file) throws IOException {
    String name = file.toString();
    InputStream packed = new ByteArrayInputStream(Files.readAllBytes(file));
    if (name.endsWith(".ko")) {
      return packed;
    }
    if (name.endsWith(".ko.gz")) {
      return new GZIPInputStream(packed);
    }
    if (name.endsWith(".ko.xz")) {
      return new XZInputStream(packed, XZ_MEMORY);
    }
    if (name.endsWith(".ko.zst")) {
      return new ZstdInputStream(packed);
    }
    throw new IOException(
        "packed in a way that is not known; known are .ko.gz, .ko.xz and .ko.zst");
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
