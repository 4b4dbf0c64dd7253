package org.kexshot.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_COMPARED;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.COMPARED;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.VOLATILE;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;

class ObjectComparisonTest {
  private record Thing(int number, String name, String state, int parent, int used) {}

  private static final ObjectKind<Thing> KIND =
      ObjectKind.of(
          "thing",
          "things",
          "List things.",
          image -> new Listing<>(List.of(), List.of()),
          Thing::name,
          List.of(
              number("number", Thing::number, BOOT_IDENTITY),
              text("name", Thing::name, IDENTITY),
              text("state", Thing::state, COMPARED),
              number("parent", Thing::parent, BOOT_COMPARED),
              number("used", Thing::used, VOLATILE)));

  private static ObjectDifference<Thing> between(
      boolean sameBoot, List<Thing> first, List<Thing> second) {
    return new ObjectComparison<>(KIND, sameBoot)
        .between(new Listing<>(first, List.of()), new Listing<>(second, List.of("damaged")));
  }

  private static Thing thing(int number, String name) {
    return new Thing(number, name, "on", 1, 5);
  }

  @Test
  void tellsWhatCameWentAndChanged() {
    Thing off = new Thing(3, "c", "off", 1, 7);
    ObjectDifference<Thing> difference =
        between(
            true,
            List.of(thing(1, "a"), thing(2, "b"), thing(3, "c")),
            List.of(thing(2, "b"), off, thing(4, "d")));
    assertThat(difference.appeared()).containsExactly(thing(4, "d"));
    assertThat(difference.vanished()).containsExactly(thing(1, "a"));
    assertThat(difference.changed())
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.before()).isEqualTo(thing(3, "c"));
              assertThat(change.after()).isEqualTo(off);
              assertThat(change.attributes())
                  .extracting(Attribute::name)
                  .containsExactly("state", "used");
            });
    assertThat(difference.problems()).containsExactly("second image: damaged");
    assertThat(difference.notCompared()).isEmpty();
  }

  @Test
  void whatChangesOnAnIdleMachineIsCountedApart() {
    ObjectDifference<Thing> difference =
        between(
            true,
            List.of(thing(1, "a"), thing(2, "b")),
            List.of(new Thing(1, "a", "on", 1, 6), thing(2, "b")));
    assertThat(difference.isEmpty()).isTrue();
    assertThat(difference.fluctuated()).isEqualTo(1);
  }

  @Test
  void acrossBootsObjectsAreKnownByWhatAUserCallsThem() {
    ObjectDifference<Thing> difference =
        between(
            false,
            List.of(thing(1, "a"), thing(2, "b")),
            List.of(new Thing(7, "a", "on", 9, 5), new Thing(8, "b", "off", 9, 5)));
    assertThat(difference.appeared()).isEmpty();
    assertThat(difference.vanished()).isEmpty();
    assertThat(difference.changed())
        .extracting(change -> change.after().name())
        .containsExactly("b");
  }

  @Test
  void pairsObjectsOfOneIdentityInOrderAndReportsTheSurplus() {
    Thing one = thing(1, "a");
    Thing two = thing(2, "a");
    assertThat(between(false, List.of(one, two), List.of(one)).vanished()).containsExactly(two);
    assertThat(between(false, List.of(one), List.of(one, two)).appeared()).containsExactly(two);
    assertThat(between(false, List.of(one, two), List.of(one, two)).isEmpty()).isTrue();
  }
}
