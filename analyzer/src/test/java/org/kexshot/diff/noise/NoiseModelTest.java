package org.kexshot.diff.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kexshot.diff.object.ChangeType;

class NoiseModelTest {
  private static final ChangeKey DENTRY = changed("slab", "dentry", "used");

  private static ChangeKey changed(String kind, String subject, String field) {
    return new ChangeKey(kind, ChangeType.CHANGED, subject, field);
  }

  private static NoiseModel model(int pairs, ChangeKey key, Expectation expected) {
    return new NoiseModel(pairs, Map.of(key, expected));
  }

  private static Expectation step(int pairs, double size, double rate) {
    return new Expectation(pairs, new Extent(1, size), 0, rate);
  }

  private static double surprise(NoiseModel model, ChangeKey key, double size, double seconds) {
    return new Noise(model, NoiseModel.NONE, seconds).surprise(key, new Extent(1, size));
  }

  @Test
  void whatWasNeverSeenIsAllSurprise() {
    assertThat(surprise(NoiseModel.NONE, DENTRY, 1, 10)).isEqualTo(1);
    assertThat(surprise(model(9, DENTRY, step(9, 50, 0)), changed("slab", "inode", "used"), 1, 10))
        .isEqualTo(1);
  }

  @Test
  void whatEveryPairShowedAsFarIsExplained() {
    NoiseModel model = model(8, DENTRY, step(8, 50, 0));
    assertThat(surprise(model, DENTRY, 50, 10)).isCloseTo(0.1, within(1e-9));
    assertThat(surprise(model, DENTRY, 100, 10)).isCloseTo(0.1, within(1e-9));
    assertThat(surprise(model, DENTRY, 1000, 10)).isCloseTo(1 - 0.9 * 0.1, within(1e-9));
  }

  @Test
  void whatOnePairOfManyShowedExplainsLittle() {
    assertThat(Noise.isFinding(surprise(model(18, DENTRY, step(1, 50, 0)), DENTRY, 50, 10)))
        .isTrue();
    assertThat(Noise.isFinding(surprise(model(1, DENTRY, step(1, 50, 0)), DENTRY, 50, 10)))
        .isFalse();
  }

  @Test
  void aLongerTimeExplainsMore() {
    NoiseModel model = model(8, DENTRY, step(8, 50, 5));
    assertThat(Noise.isFinding(surprise(model, DENTRY, 500, 10))).isTrue();
    assertThat(Noise.isFinding(surprise(model, DENTRY, 500, 60))).isFalse();
  }

  @Test
  void theOwnModelCountsBeforeTheShippedOne() {
    NoiseModel own = model(8, DENTRY, step(8, 50, 0));
    NoiseModel shipped = model(8, changed("slab", "*", "used"), step(8, 5000, 0));
    Noise noise = new Noise(own, shipped, 10);
    assertThat(Noise.isFinding(noise.surprise(DENTRY, new Extent(1, 3000)))).isTrue();
    assertThat(Noise.isFinding(noise.surprise(changed("slab", "x", "used"), new Extent(1, 3000))))
        .isFalse();
  }

  @Test
  void whatNeverSaysAnythingIsNoFindingWhateverTheOwnModelSays() {
    NoiseModel own = model(8, DENTRY, step(8, 1, 0));
    NoiseModel shipped = model(8, changed("slab", "*", "used"), step(Expectation.ALWAYS, 0, 0));
    assertThat(new Noise(own, shipped, 10).surprise(DENTRY, new Extent(1, 1e9))).isZero();
  }

  @Test
  void aLineMayStandForManySubjectsAndFields() {
    assertThat(surprise(model(8, changed("timer", "*", "*"), step(8, 9, 0)), DENTRY, 1, 0))
        .isEqualTo(1);
    NoiseModel timers = model(8, changed("timer", "*", "*"), step(8, 9, 0));
    assertThat(surprise(timers, changed("timer", "a", "expires"), 9, 0)).isLessThan(0.5);
    NoiseModel workers = model(8, changed("process", "kworker/*", "name"), step(8, 0, 0));
    assertThat(surprise(workers, changed("process", "kworker/#:#", "name"), 0, 0)).isLessThan(0.5);
    assertThat(surprise(workers, changed("process", "kwork", "name"), 0, 0)).isEqualTo(1);
  }

  @Test
  void pairsAndModelsAddUp() {
    NoiseLearner learner = new NoiseLearner();
    learner.add(model(2, DENTRY, step(2, 50, 1)));
    learner.add(model(3, DENTRY, step(1, 80, 0)));
    NoiseModel sum = learner.model();
    assertThat(sum.pairs()).isEqualTo(5);
    assertThat(sum.expectations().get(DENTRY)).isEqualTo(step(3, 80, 1));
  }
}
