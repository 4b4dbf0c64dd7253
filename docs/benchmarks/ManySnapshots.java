import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fills a repository up to a number of snapshots with copies of its newest one, each of which names
 * the one before it: {@code java ManySnapshots.java REPOSITORY COUNT}. For benchmarks alone: page
 * maps are hard links.
 */
class ManySnapshots {
  public static void main(String[] arguments) throws Exception {
    Path snapshots = Path.of(arguments[0], "snapshots");
    Path maps = Path.of(arguments[0], "maps");
    int wanted = Integer.parseInt(arguments[1]);
    List<Path> files = sorted(snapshots);
    Path newest = files.get(files.size() - 1);
    String text = Files.readString(newest);
    String map = last(maps).toString();
    String id = newest.getFileName().toString().substring(9).replace(".json", "");
    int first = Integer.parseInt(newest.getFileName().toString().substring(0, 8));
    for (int i = files.size(); i < wanted; i++) {
      int sequence = first + 1 + i - files.size();
      text =
          text.replaceFirst("\"sequence\" ?: ?[0-9]+", "\"sequence\":" + sequence)
              .replaceFirst("\"previous\" ?: ?\"[0-9a-f]+\"", "\"previous\":\"" + id + "\"");
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      id = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      String number = "%08d-".formatted(sequence);
      String mapName = Path.of(map).getFileName().toString();
      Files.createLink(maps.resolve(number + mapName.substring(9)), Path.of(map));
      Files.write(snapshots.resolve(number + id + ".json"), bytes);
    }
  }

  private static List<Path> sorted(Path directory) throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private static Path last(Path directory) throws Exception {
    List<Path> files = sorted(directory);
    return files.get(files.size() - 1);
  }
}
