package org.kexshot.index.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets of page numbers beside sets of each number. */
class PageNumbersTest {
  private static PageNumbers numbers(Set<Long> all) {
    PageNumbers numbers = new PageNumbers();
    all.forEach(number -> numbers.add(number, number + 1));
    return numbers;
  }

  private static Set<Long> all(PageNumbers numbers) {
    Set<Long> all = new TreeSet<>();
    for (long[] range : numbers.ranges()) {
      for (long number = range[0]; number < range[1]; number++) {
        all.add(number);
      }
    }
    return all;
  }

  private static Set<Long> longs(List<Integer> some) {
    Set<Long> longs = new TreeSet<>();
    some.forEach(each -> longs.add((long) each));
    return longs;
  }

  @Property
  void setsAreTakenFromEachOther(
      @ForAll @Size(max = 30) List<@IntRange(max = 40) Integer> some,
      @ForAll @Size(max = 30) List<@IntRange(max = 40) Integer> others) {
    PageNumbers one = numbers(longs(some));
    PageNumbers other = numbers(longs(others));
    Set<Long> left = longs(some);
    left.removeAll(longs(others));
    Set<Long> both = longs(some);
    both.retainAll(longs(others));
    Set<Long> either = longs(some);
    either.addAll(longs(others));

    assertThat(all(one.without(other))).isEqualTo(left);
    assertThat(all(one.within(other))).isEqualTo(both);
    one.addAll(other);
    assertThat(all(one)).isEqualTo(either);
  }

  @Property
  void portionsFollowEachOther(
      @ForAll @Size(max = 30) List<@IntRange(max = 60) Integer> some,
      @ForAll @IntRange(min = 1, max = 9) int most) {
    PageNumbers numbers = numbers(longs(some));
    List<Long> in = new ArrayList<>();
    List<PageNumbers> portions = numbers.portions(most);
    portions.forEach(portion -> in.addAll(all(portion)));

    assertThat(in).containsExactlyElementsOf(longs(some));
    assertThat(portions).allMatch(portion -> portion.count() <= most);
    assertThat(portions.stream().limit(Math.max(0, portions.size() - 1)))
        .allMatch(portion -> portion.count() == most);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1-2-3", "x-y", "1-2,3", "-"})
  void whatIsNoSetIsRefused(String text) {
    assertThatThrownBy(() -> PageNumbers.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
