import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.kexshot.format.Dump;
import org.kexshot.index.SearchRequest;
import org.kexshot.operation.SnapshotSearch;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.Snapshot;

/**
 * Kills kexshot at random moments: {@code kills.sh} says how. Each trial starts a real process, sends it
 * SIGKILL, and then reads all of the repository: no damage may be found, each snapshot that a process
 * said was stored must be there, unless forgetting it was begun, and each that is there must hold the pages of its dump,
 * and be found by a search, whatever became of the index.
 */
class Kills {
  private static final int PAGE = 4096;
  private static final int FRAMES = 768;
  private static final int DUMPS = 8;
  private static final String[] KINDS = {"import", "forget", "prune", "copy", "upgrade", "index"};

  private final Path work;
  private final String kexshot;
  private final Random random;
  private final List<byte[]> images = new ArrayList<>();
  private final Map<String, Long> longest = new HashMap<>();
  private final Map<String, int[]> counts = new TreeMap<>();

  /** Of the repository, by id: which dump. */
  private final Map<String, Integer> stored = new HashMap<>();

  private int number;

  Kills(Path work, String kexshot, long seed) throws IOException {
    this.work = work;
    this.kexshot = kexshot;
    this.random = new Random(seed);
    byte[] image = new byte[FRAMES * PAGE];
    random.nextBytes(image);
    for (int i = 0; i < DUMPS; i++) {
      image = image.clone();
      for (int change = 0; change < 60; change++) {
        int frame = random.nextInt(FRAMES);
        byte[] page = new byte[change % 2 == 0 ? PAGE : 64];
        random.nextBytes(page);
        System.arraycopy(page, 0, image, frame * PAGE, page.length);
      }
      images.add(image);
      write(dump(i), image);
    }
  }

  public static void main(String[] arguments) throws Exception {
    Path work = Files.createTempDirectory("kills-");
    long seed = Long.parseLong(arguments[1]);
    int trials = Integer.parseInt(arguments[2]);
    Kills kills = new Kills(work, arguments[0], seed);
    try {
      kills.run(trials);
      System.out.println("| Command | Killed | Ended before |");
      System.out.println("|---|---|---|");
      kills.counts.forEach(
          (kind, count) -> System.out.printf("| `%s` | %d | %d |%n", kind, count[0], count[1]));
      System.out.printf("%d trials of seed %d: nothing is damaged, nothing is lost%n", trials, seed);
    } finally {
      delete(work);
    }
  }

  private Path dump(int number) {
    return work.resolve("dump" + number);
  }

  private Path repository() {
    return work.resolve("repository");
  }

  private Path copies() {
    return work.resolve("copies");
  }

  private void run(int trials) throws Exception {
    Path old = work.resolve("old");
    Repository.openOrCreate(old);
    Files.writeString(old.resolve("format"), "kexshot repository 1\n");
    Map<String, Integer> inOld = new HashMap<>();
    for (int i = 0; i < 2; i++) {
      stored(inOld, i, command(false, "import", "-r", old.toString(), "--label", "d" + i, dump(i).toString()));
      stored(stored, i, command(false, "import", "-r", repository().toString(), "--label", "d" + i, dump(i).toString()));
    }
    for (int trial = 0; trial < trials; trial++) {
      String kind = KINDS[trial % KINDS.length];
      switch (kind) {
        case "import" -> {
          int which = random.nextInt(DUMPS);
          stored(stored, which, trial("import", "-r", repository().toString(), "--label", "d" + which, dump(which).toString()));
        }
        case "forget" -> forget();
        case "index" -> trial("index", "rebuild", "-r", repository().toString());
        case "prune" -> trial("prune", "-r", repository().toString(), "--max-unused", "0");
        case "copy" -> {
          if (random.nextInt(4) == 0) {
            delete(copies());
          }
          trial("copy", "-r", repository().toString(), copies().toString());
          if (Files.exists(copies().resolve("format"))) {
            check(copies(), new HashMap<>(), trial);
          }
        }
        default -> {
          Path upgraded = work.resolve("upgraded");
          copy(old, upgraded);
          trial("init", "-r", upgraded.toString(), "--upgrade");
          check(upgraded, new HashMap<>(inOld), trial);
          delete(upgraded);
        }
      }
      check(repository(), stored, trial);
    }
  }

  private void forget() throws Exception {
    List<String> ids = new ArrayList<>(stored.keySet());
    if (ids.size() < 3) {
      return;
    }
    ids.sort(null);
    String id = ids.get(random.nextInt(ids.size()));
    trial("forget", "-r", repository().toString(), id);
    stored.remove(id);
  }

  /** No damage, all that was said to be stored, and all that is there is exact. */
  private void check(Path directory, Map<String, Integer> expected, int trial) throws IOException {
    Repository repository = Repository.open(directory);
    List<String> problems = repository.verifyAll((done, total) -> {}).problems();
    require(problems.isEmpty(), trial, directory + ": " + problems);
    Map<String, Integer> found = new HashMap<>();
    for (Snapshot snapshot : repository.snapshots()) {
      int which = Integer.parseInt(snapshot.manifest().label().substring(1));
      found.put(snapshot.id(), which);
      try (Dump dump = repository.openDump(snapshot)) {
        byte[] page = new byte[PAGE];
        for (int frame = 0; frame < FRAMES; frame++) {
          dump.memory().read((long) frame * PAGE, page, 0, PAGE);
          require(
              Arrays.equals(page, 0, PAGE, images.get(which), frame * PAGE, (frame + 1) * PAGE),
              trial,
              "snapshot %s, frame %d is wrong".formatted(snapshot.id(), frame));
        }
      }
    }
    for (Map.Entry<String, Integer> one : expected.entrySet()) {
      require(one.getValue().equals(found.get(one.getKey())), trial, "snapshot " + one.getKey() + " is lost");
    }
    expected.putAll(found);
    long searched = new SnapshotSearch(repository, told -> {}).search(SearchRequest.of("kind:snapshot", 1)).total();
    require(searched == found.size(), trial, "a search finds %d of %d snapshots".formatted(searched, found.size()));
  }

  private void require(boolean isSo, int trial, String otherwise) {
    if (!isSo) {
      throw new IllegalStateException("trial %d: %s".formatted(trial, otherwise));
    }
  }

  /** What a process said that it stored. */
  private static void stored(Map<String, Integer> into, int which, String said) {
    for (String line : said.split("\n")) {
      String[] words = line.trim().replaceAll("[\",]", "").split(": ");
      if (words.length == 2 && words[0].equals("id")) {
        into.put(words[1], which);
      }
    }
  }

  /** Runs a command that is killed at a moment of its life, by what the longest took so far. */
  private String trial(String... arguments) throws Exception {
    return command(true, arguments);
  }

  private String command(boolean isKilled, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(kexshot));
    command.addAll(List.of(arguments));
    if (arguments[0].equals("import")) {
      command.add("--json");
    }
    Path said = work.resolve("said" + number++);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(false).redirectOutput(said.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    long start = System.nanoTime();
    long limit = isKilled ? (long) (random.nextDouble() * longest.getOrDefault(arguments[0], 2_000_000_000L)) : Long.MAX_VALUE;
    boolean hasEnded = process.waitFor(limit, TimeUnit.NANOSECONDS);
    if (hasEnded) {
      longest.merge(arguments[0], System.nanoTime() - start, (a, b) -> (3 * a + b) / 4);
      if (process.exitValue() != 0) {
        throw new IllegalStateException(command + " ended with " + process.exitValue());
      }
    } else {
      process.destroyForcibly().waitFor();
      longest.merge(arguments[0], (long) (limit * 1.2), Math::max);
    }
    if (isKilled) {
      counts.computeIfAbsent(arguments[0], none -> new int[2])[hasEnded ? 1 : 0]++;
    }
    String text = Files.readString(said);
    Files.delete(said);
    return text;
  }

  /** An ELF core of one range of memory, from address 0. */
  private static void write(Path file, byte[] image) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(PAGE).order(ByteOrder.LITTLE_ENDIAN);
    header.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
    header.putShort((short) 4).putShort((short) 62).putInt(1).putLong(0).putLong(64).putLong(0);
    header.putInt(0).putShort((short) 64).putShort((short) 56).putShort((short) 1);
    header.position(64);
    header.putInt(1).putInt(7).putLong(PAGE).putLong(0xffff888000000000L).putLong(0);
    header.putLong(image.length).putLong(image.length).putLong(PAGE);
    Files.write(file, header.array());
    Files.write(file, image, StandardOpenOption.APPEND);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path file : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
