import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Copies jars without the native libraries in them, which lie beside them for the one architecture that is installed, and
 * stored, not deflated: a package around many is then compressed once, by a compressor that sees them all. Signatures hold,
 * for they are of contents.
 *
 * <p>{@code java StoreJar.java DIRECTORY JAR...}
 */
final class StoreJar {
  /** Of all entries, as of those that Maven writes. */
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

  /** How what jars of many platforms hold of machine code is named. */
  private static final List<String> NATIVE = List.of(".so", ".dll", ".dylib", ".jnilib", ".a");

  private static boolean isNative(String name) {
    return NATIVE.stream().anyMatch(name::endsWith);
  }

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    for (String jar : List.of(arguments).subList(1, arguments.length)) {
      store(Path.of(jar), directory.resolve(Path.of(jar).getFileName()));
    }
  }

  private static void store(Path from, Path to) throws IOException {
    Set<String> written = new TreeSet<>();
    try (ZipFile in = new ZipFile(from.toFile());
        OutputStream file = Files.newOutputStream(to);
        ZipOutputStream out = new ZipOutputStream(file)) {
      out.setMethod(ZipOutputStream.STORED);
      for (ZipEntry entry : (Iterable<ZipEntry>) in.stream().<ZipEntry>map(e -> e)::iterator) {
        if (entry.isDirectory() || isNative(entry.getName()) || !written.add(entry.getName())) {
          continue;
        }
        byte[] contents = in.getInputStream(entry).readAllBytes();
        CRC32 crc = new CRC32();
        crc.update(contents);
        ZipEntry stored = new ZipEntry(entry.getName());
        stored.setTimeLocal(TIME);
        stored.setSize(contents.length);
        stored.setCrc(crc.getValue());
        out.putNextEntry(stored);
        out.write(contents);
        out.closeEntry();
      }
    }
  }
}
