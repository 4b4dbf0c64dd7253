package org.kexshot.diff.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kexshot.diff.series.Presence.ABSENT;
import static org.kexshot.diff.series.Presence.PRESENT;
import static org.kexshot.diff.series.Presence.UNKNOWN;
import static org.kexshot.kind.Attribute.list;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.COMPARED;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.VOLATILE;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.kexshot.diff.finding.FieldChange;
import org.kexshot.diff.object.Identities;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.diff.series.amount.AmountSeries;
import org.kexshot.diff.series.time.TimeAxis;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;
import org.kexshot.objects.KindListing;

class KindTrackTest {
  private record Thing(String name, Optional<String> state, List<Integer> users, long used) {}

  private static final ObjectKind<Thing> KIND =
      ObjectKind.of(
          "thing",
          "things",
          "List things.",
          image -> new Listing<>(List.of(), List.of()),
          Thing::name,
          List.of(
              text("name", Thing::name, BOOT_IDENTITY, IDENTITY),
              text("state", Thing::state, COMPARED),
              list("users", Thing::users, COMPARED),
              number("used", Thing::used, VOLATILE)));

  private final KindTrack<Thing> track = new KindTrack<>(KIND, true, Identities.DECLARED, true);

  private static Thing thing(String name, String state, long used) {
    return new Thing(name, Optional.ofNullable(state), List.of(), used);
  }

  private static Thing thing(String name) {
    return thing(name, "on", 1);
  }

  private ObjectDifference<Thing> whole(Thing... things) {
    return track.add(
        KindListing.of(KIND, new Listing<>(Arrays.asList(things), List.of())), Map.of());
  }

  private ObjectDifference<Thing> broken(Thing... things) {
    return track.add(
        KindListing.of(KIND, new Listing<>(Arrays.asList(things), List.of("breaks off"))),
        Map.of());
  }

  private ObjectDifference<Thing> unreadable() {
    return track.add(KindListing.unreadable(KIND, "no symbols"), Map.of());
  }

  private ObjectHistory history(String title) {
    return track.histories().stream()
        .filter(history -> history.title().equals(title))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void tellsWhenAnObjectCameWentAndChanged() {
    whole(thing("a"), thing("b"));
    ObjectDifference<Thing> second = whole(thing("a", "off", 1), thing("b"), thing("c"));
    ObjectDifference<Thing> third = whole(thing("a", "off", 1), thing("c"));
    assertThat(second.appeared()).containsExactly(thing("c"));
    assertThat(second.changed()).hasSize(1);
    assertThat(third.vanished()).containsExactly(thing("b"));
    assertThat(third.changed()).isEmpty();
    assertThat(history("a").changes())
        .containsExactly(new AttributeChange(1, new FieldChange("state", "on", "off")));
    assertThat(history("b").presence()).containsExactly(PRESENT, PRESENT, ABSENT);
    assertThat(history("c").presence()).containsExactly(ABSENT, PRESENT, PRESENT);
    assertThat(history("b").lastSeen()).isEqualTo(1);
    assertThat(history("c").firstSeen()).isEqualTo(1);
  }

  @Test
  void whatWasAlwaysThereAndTheSameHasNoHistory() {
    whole(thing("a"));
    whole(thing("a", "on", 2));
    assertThat(track.histories()).as("used fluctuates").isEmpty();
  }

  @Test
  void whatABrokenListLacksIsUnknownAndNotGone() {
    whole(thing("a"), thing("b"));
    ObjectDifference<Thing> second = broken(thing("a"));
    ObjectDifference<Thing> third = whole(thing("a"), thing("b", "off", 1));
    assertThat(second.vanished()).isEmpty();
    assertThat(second.unknownBefore()).containsExactly(thing("b"));
    assertThat(third.appeared()).isEmpty();
    assertThat(history("b").presence()).containsExactly(PRESENT, UNKNOWN, PRESENT);
    assertThat(history("b").changes()).hasSize(1);
  }

  @Test
  void whatComesAfterAnUnreadableListMayHaveBeenThere() {
    unreadable();
    ObjectDifference<Thing> second = whole(thing("a"));
    assertThat(second.appeared()).isEmpty();
    assertThat(second.unknownAfter()).containsExactly(thing("a"));
    assertThat(history("a").presence()).containsExactly(UNKNOWN, PRESENT);
    assertThat(unreadable().notCompared()).contains("no symbols");
  }

  @Test
  void whatComesBackIsTheSameObject() {
    whole(thing("a"));
    whole();
    whole(thing("a"));
    assertThat(track.histories())
        .singleElement()
        .satisfies(
            history -> assertThat(history.presence()).containsExactly(PRESENT, ABSENT, PRESENT));
  }

  @Test
  void anAttributeThatIsUnknownForAWhileKeepsItsValue() {
    whole(thing("a"), thing("b"));
    ObjectDifference<Thing> second = whole(thing("a", null, 1), thing("b", null, 1));
    ObjectDifference<Thing> third = whole(thing("a", "off", 1), thing("b"));
    assertThat(second.changed()).isEmpty();
    assertThat(third.changed()).as("when it changed is not known").isEmpty();
    assertThat(history("a").changes())
        .containsExactly(new AttributeChange(2, new FieldChange("state", "on", "off")));
    assertThat(track.histories()).hasSize(1);
  }

  @Test
  void aListThatIsCutHasNotChanged() {
    whole(new Thing("a", Optional.empty(), List.of(1, 2), 1));
    broken(new Thing("a", Optional.empty(), List.of(1), 1));
    whole(new Thing("a", Optional.empty(), List.of(1, 2), 1));
    assertThat(track.histories()).isEmpty();
  }

  @Test
  void numbersOfObjectsThatLastAndTheirCountAreSeries() {
    whole(thing("a", "on", 5), thing("b"));
    broken(thing("a", "on", 7));
    whole(thing("a", "on", 9), thing("b"), thing("c"));
    TimeAxis axis = new TimeAxis(TimeAxis.Measure.STEPS, List.of(0.0, 1.0, 2.0));
    List<AmountSeries> series =
        track.amounts().stream().map(amount -> amount.series(axis)).toList();
    assertThat(series).extracting(AmountSeries::amount).containsExactly("count", "used");
    assertThat(series.get(0).values())
        .containsExactly(OptionalLong.of(2), OptionalLong.empty(), OptionalLong.of(3));
    assertThat(series.get(1).whose()).isEqualTo("a");
    assertThat(series.get(1).values())
        .containsExactly(OptionalLong.of(5), OptionalLong.of(7), OptionalLong.of(9));
    assertThat(series.get(1).growth()).isPresent();
    assertThat(series.get(1).trend().orElseThrow().slope()).isEqualTo(2);
  }

  private KindRoundTrip<Thing> roundTrip() {
    return new KindRoundTrip<>(track);
  }

  @Test
  void aRoundTripTellsWhatIsLeft() {
    whole(thing("stays"), thing("goes"), thing("returns"), thing("set"), thing("reset"));
    whole(
        thing("stays"), thing("new"), thing("brief"), thing("set", "x", 1), thing("reset", "x", 1));
    whole(thing("stays"), thing("new"), thing("returns"), thing("set", "y", 1), thing("reset"));
    KindRoundTrip<Thing> trip = roundTrip();
    assertThat(trip.left().appeared()).containsExactly(thing("new"));
    assertThat(trip.left().vanished()).containsExactly(thing("goes"));
    assertThat(trip.left().changed())
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.before()).isEqualTo(thing("set"));
              assertThat(change.after()).isEqualTo(thing("set", "y", 1));
            });
    assertThat(trip.restored()).as("returns, brief, reset").isEqualTo(3);
    assertThat(trip.unknown()).isEmpty();
  }

  /** What changes only after the change was undone is not of it. */
  @Test
  void aRoundTripIsOfWhatTheChangeDid() {
    whole(thing("a"), thing("b"));
    whole(thing("a"), thing("b"));
    whole(thing("a", "off", 1), thing("c"));
    assertThat(roundTrip().left().isEmpty()).isTrue();
  }

  @Test
  void whatABrokenListDoesNotTellOfARoundTripIsUnknown() {
    whole(thing("goes"), thing("set"));
    whole(thing("new"), thing("set", "x", 1));
    broken(thing("set", null, 1));
    KindRoundTrip<Thing> trip = roundTrip();
    assertThat(trip.left().isEmpty()).isTrue();
    assertThat(trip.restored()).isZero();
    assertThat(trip.unknown())
        .extracting(ObjectHistory::title)
        .containsExactlyInAnyOrder("goes", "new", "set");
  }
}
