package org.kexshot.store.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.kexshot.address.Page;
import org.kexshot.cli.CommandRun;
import org.kexshot.format.Dump;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.Snapshot;

/** Images of 4 MiB of noise, each changed in some pages from the one before. */
final class MountedImages {
  private static final int FRAMES = 1024;
  private static final int CHANGES = 150;

  private final Path directory;
  private final List<byte[]> images = new ArrayList<>();

  MountedImages(Path directory, int count) throws IOException {
    this.directory = directory;
    Random random = new Random(1);
    byte[] image = new byte[FRAMES * Page.SIZE];
    random.nextBytes(image);
    for (int i = 0; i < count; i++) {
      images.add(image.clone());
      Files.write(file(i), image);
      for (int change = 0; change < CHANGES; change++) {
        byte[] bytes = new byte[change % 2 == 0 ? Page.SIZE : 64];
        random.nextBytes(bytes);
        System.arraycopy(bytes, 0, image, random.nextInt(FRAMES) * Page.SIZE, bytes.length);
      }
    }
    Files.writeString(map(), "0-%x : System RAM\n".formatted(FRAMES * Page.SIZE - 1));
  }

  private Path file(int number) {
    return directory.resolve("image" + number);
  }

  private Path map() {
    return directory.resolve("map");
  }

  /** Imports one as {@code s} and its number. */
  void add(Path repository, int number) {
    CommandRun run = CommandRun.of(importing(repository, number).toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
  }

  List<String> importing(Path repository, int number) {
    return List.of(
        "import",
        file(number).toString(),
        "--map=" + map(),
        "--label=s" + number,
        "--repository=" + repository);
  }

  /**
   * Insists that each snapshot that is there has exactly the pages of its image.
   *
   * @return their labels
   */
  List<String> requireExact(Path directory) throws IOException {
    List<String> labels = new ArrayList<>();
    Repository repository = Repository.open(directory);
    for (Snapshot snapshot : repository.snapshots()) {
      String label = snapshot.manifest().label();
      labels.add(label);
      byte[] expected = images.get(Integer.parseInt(label.substring(1)));
      byte[] found = new byte[FRAMES * Page.SIZE];
      try (Dump dump = repository.openDump(snapshot)) {
        for (int at = 0; at < found.length; at += Page.SIZE) {
          dump.memory().read(at, found, at, Page.SIZE);
        }
      }
      assertThat(found).as(label).isEqualTo(expected);
    }
    return labels;
  }
}
