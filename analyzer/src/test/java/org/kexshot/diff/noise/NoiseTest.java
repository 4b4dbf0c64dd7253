package org.kexshot.diff.noise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.diff.object.ChangeType;
import org.kexshot.kernel.net.Neighbour;
import org.kexshot.kernel.net.NeighbourList;
import org.kexshot.kernel.net.SocketFamily;

class NoiseTest {
  private static final ChangeKey EXPIRES =
      new ChangeKey("timer", ChangeType.CHANGED, "monotonic tick", "expires");
  private static final ChangeKey LIVE = new ChangeKey("slab", ChangeType.CHANGED, "dentry", "live");

  @TempDir private Path directory;

  private NoiseModel read(String lines) throws IOException {
    return NoiseModelFile.read(
        Files.writeString(
            directory.resolve("model"), "kexshot noise model 1\npairs\t1\n" + lines + "\n"));
  }

  @Test
  void whatSaysNothingSaysNothingWhateverThisMachineShowed() throws IOException {
    NoiseModel own = read("timer\tchanged\t1\t1\t5\t0\t0\texpires\tmonotonic tick");
    Extent far = new Extent(1, 1e15);
    assertThat(Noise.isFinding(new Noise(own, NoiseModel.NONE, 10).surprise(EXPIRES, far)))
        .isTrue();
    NoiseModel anywhere = read("timer\tchanged\talways\tinf\tinf\t0\t0\t*\t*");
    assertThat(new Noise(own, anywhere, 10).surprise(EXPIRES, far)).isZero();
    assertThat(new Noise(own, NoiseModelFile.shipped(), 10).surprise(EXPIRES, far)).isZero();
  }

  /** What a boot works out, counts or hands out by chance is a finding in one boot alone. */
  @Test
  void whatDiffersBetweenAnyTwoBootsIsNoFinding() {
    Extent far = new Extent(1, 1e15);
    for (String subject :
        new String[] {"kernel.random.boot_id", "fs.file-max", "net.ipv#.tcp_mem"}) {
      ChangeKey value = new ChangeKey("sysctl", ChangeType.CHANGED, subject, "value");
      assertThat(isFinding(value, far, true)).as(subject).isTrue();
      assertThat(isFinding(value, far, false)).as(subject).isFalse();
    }
    ChangeKey processor = new ChangeKey("process", ChangeType.CAME, "cpuhp/# [cpuhp/#]", "");
    assertThat(isFinding(processor, Extent.ONE, true)).isTrue();
    assertThat(isFinding(processor, Extent.ONE, false)).isFalse();
    ChangeKey buffers = new ChangeKey("slab", ChangeType.CHANGED, "buffer_head", "live");
    assertThat(isFinding(buffers, far, true)).isTrue();
    assertThat(isFinding(buffers, far, false)).as("no bound of one boot holds").isFalse();
    ChangeKey swappiness = new ChangeKey("sysctl", ChangeType.CHANGED, "vm.swappiness", "value");
    assertThat(isFinding(swappiness, Extent.ONE, false)).isTrue();
  }

  private static boolean isFinding(ChangeKey key, Extent extent, boolean sameBoot) {
    return Noise.isFinding(Noise.of(NoiseModel.NONE, sameBoot, 0).surprise(key, extent));
  }

  /** The kernel asks and forgets by itself, but not a whole network's addresses. */
  @Test
  void aFewNeighboursThatWereLearnedSayNothing() {
    assertThat(isFinding(neighbour(Neighbour.Origin.LEARNED), new Extent(3, 0), true)).isFalse();
    assertThat(isFinding(neighbour(Neighbour.Origin.LEARNED), new Extent(200, 0), true)).isTrue();
    assertThat(isFinding(neighbour(Neighbour.Origin.PERMANENT), Extent.ONE, true)).isTrue();
  }

  private static ChangeKey neighbour(Neighbour.Origin origin) {
    return ChangeKey.of(
        ChangeType.CAME,
        NeighbourList.KIND,
        new Neighbour(
            SocketFamily.INET, 1, "eth0", "10.0.2.2", origin, Optional.empty(), "", List.of(), 0));
  }

  @Test
  void whatSaysNothingStaysSoInOtherModels() throws IOException {
    NoiseLearner learner = new NoiseLearner();
    learner.add(read("timer\tchanged\talways\tinf\tinf\t0\t0\texpires\tmonotonic tick"));
    learner.add(read("timer\tchanged\t1\t1\t5\t0\t0\texpires\tmonotonic tick"));
    StringWriter text = new StringWriter();
    NoiseModelFile.write(learner.model(), text);
    assertThat(text.toString()).contains("timer\tchanged\talways\t");
  }

  private static boolean isFinding(int pairs, double size) {
    NoiseLearner learner = new NoiseLearner();
    for (int i = 0; i < pairs; i++) {
      learner.add(new NoiseModel(1, Map.of(LIVE, Expectation.of(new Extent(1, 15), 0))));
    }
    return Noise.isFinding(
        new Noise(learner.model(), NoiseModel.NONE, 0).surprise(LIVE, new Extent(1, size)));
  }

  @Test
  void onePairSaysLessOfHowFarANumberGoesThanMany() {
    assertThat(isFinding(1, 60)).isFalse();
    assertThat(isFinding(1, 1500)).isTrue();
    assertThat(isFinding(8, 30)).isFalse();
    assertThat(isFinding(8, 60)).isTrue();
  }

  private static Extent step(long before, long after) {
    return Extent.between(before, after);
  }

  private static boolean isFinding(int pairs, Extent learned, Extent found) {
    NoiseModel model =
        new NoiseModel(
            pairs, Map.of(LIVE, new Expectation(pairs, learned, learned.count(), learned.size())));
    return Noise.isFinding(new Noise(model, NoiseModel.NONE, 0).surprise(LIVE, found));
  }

  @Test
  void whatChanceMovesOfALargeAmountIsNoFindingAfterOneStillPair() {
    assertThat(isFinding(1, step(1477, 1478), step(1478, 1489))).isFalse();
    assertThat(isFinding(1, step(53873, 53874), step(53874, 53862))).isFalse();
    assertThat(isFinding(1, step(1477, 1478), step(1478, 1678))).isTrue();
    assertThat(isFinding(1, step(7, 8), step(8, 40))).isTrue();
  }

  @Test
  void manyStillPairsSayThatAnAmountStandsStill() {
    assertThat(isFinding(20, step(1477, 1478), step(1478, 1489))).isTrue();
  }

  private boolean isFindingBeside(String shipped, int pairs, int came) throws IOException {
    ChangeKey key = new ChangeKey("timer", ChangeType.CAME, "jiffies delayed_work_timer_fn", "");
    NoiseModel own = new NoiseModel(pairs, Map.of(key, new Expectation(pairs, Extent.ONE, 0, 0)));
    Noise noise = new Noise(own, read(shipped), 0);
    return Noise.isFinding(noise.surprise(key, new Extent(came, 0)));
  }

  @Test
  void onePairDoesNotSayThatTheMachineIsStillerThanOthers() throws IOException {
    String shipped = "timer\tcame\t20\t16\t0\t0\t0\t\tjiffies delayed_work_timer_fn";
    assertThat(isFindingBeside(shipped, 1, 3)).isFalse();
    assertThat(isFindingBeside(shipped, 1, 100)).isTrue();
    assertThat(isFindingBeside(shipped, 20, 10)).as("many pairs do").isTrue();
    assertThat(isFindingBeside(shipped, 0, 100)).as("of no pairs, as a file may say").isTrue();
    String unbounded = "timer\tcame\t20\tinf\t0\t0\t0\t\tjiffies delayed_work_timer_fn";
    assertThat(isFindingBeside(unbounded, 1, 10)).as("knows no bound").isTrue();
  }

  @Test
  void howManyCameIsNoSuchNumber() {
    ChangeKey came = new ChangeKey("process", ChangeType.CAME, "sleep", "");
    NoiseModel one = new NoiseModel(1, Map.of(came, Expectation.of(Extent.ONE, 0)));
    Noise noise = new Noise(one, NoiseModel.NONE, 0);
    assertThat(Noise.isFinding(noise.surprise(came, new Extent(2, 0)))).isFalse();
    assertThat(Noise.isFinding(noise.surprise(came, new Extent(5, 0)))).isTrue();
  }
}
