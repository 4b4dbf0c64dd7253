package org.kexshot.diff.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kexshot.kind.Attribute.list;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_COMPARED;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.COMPARED;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.VOLATILE;

import java.util.List;
import java.util.Optional;
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
        .between(new Listing<>(first, List.of()), new Listing<>(second, List.of()));
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
    assertThat(difference.problems()).isEmpty();
    assertThat(difference.notCompared()).isEmpty();
  }

  /** What is not in a list that breaks off may be behind the break. */
  @Test
  void whatADamagedListLacksIsUnknown() {
    Listing<Thing> whole = new Listing<>(List.of(thing(1, "a"), thing(2, "b")), List.of());
    Listing<Thing> damaged = new Listing<>(List.of(thing(1, "a")), List.of("breaks off"));
    ObjectComparison<Thing> comparison = new ObjectComparison<>(KIND, true);
    ObjectDifference<Thing> went = comparison.between(whole, damaged);
    assertThat(went.vanished()).isEmpty();
    assertThat(went.unknownBefore()).containsExactly(thing(2, "b"));
    assertThat(went.problems()).containsExactly("second image: breaks off");
    ObjectDifference<Thing> came = comparison.between(damaged, whole);
    assertThat(came.appeared()).isEmpty();
    assertThat(came.unknownAfter()).containsExactly(thing(2, "b"));
    assertThat(came.isEmpty()).isFalse();
  }

  /** An object without its environment is an object. */
  @Test
  void whatLacksAPartIsNotGone() {
    Listing<Thing> whole = new Listing<>(List.of(thing(1, "a"), thing(2, "b")), List.of());
    Listing<Thing> partly = new Listing<>(List.of(thing(1, "a")), List.of("state of a"), true);
    ObjectDifference<Thing> went = new ObjectComparison<>(KIND, true).between(whole, partly);
    assertThat(went.vanished()).containsExactly(thing(2, "b"));
    assertThat(went.unknown()).isZero();
    assertThat(went.problems()).containsExactly("second image: state of a");
  }

  private record Group(String name, List<Integer> members) {}

  /** Members that a broken list does not tell have not left. */
  @Test
  void whatAListInsideAnObjectLacksIsUnknownToo() {
    ObjectKind<Group> kind =
        ObjectKind.of(
            "group",
            "groups",
            "List groups.",
            image -> new Listing<>(List.of(), List.of()),
            Group::name,
            List.of(
                text("name", Group::name, BOOT_IDENTITY),
                list("members", Group::members, COMPARED)));
    ObjectComparison<Group> comparison = new ObjectComparison<>(kind, true);
    Listing<Group> whole = new Listing<>(List.of(new Group("a", List.of(1, 2, 3))), List.of());
    List<String> broken = List.of("breaks off");
    Listing<Group> cut = new Listing<>(List.of(new Group("a", List.of(1))), broken);
    assertThat(comparison.between(whole, cut).changed()).isEmpty();
    assertThat(comparison.between(cut, whole).changed()).isEmpty();
    Listing<Group> other = new Listing<>(List.of(new Group("a", List.of(4))), broken);
    assertThat(comparison.between(whole, other).changed()).hasSize(1);
    Listing<Group> fewer = new Listing<>(List.of(new Group("a", List.of(1))), List.of());
    assertThat(comparison.between(whole, fewer).changed()).hasSize(1);
  }

  private record Partial(Optional<String> name, Optional<Integer> user) {}

  private static final ObjectKind<Partial> PARTIAL =
      ObjectKind.of(
          "partial",
          "partials",
          "List what is known in part.",
          image -> new Listing<>(List.of(), List.of()),
          Partial::toString,
          List.of(
              text("name", Partial::name, BOOT_IDENTITY, IDENTITY),
              number("user", Partial::user, COMPARED)));

  @Test
  void whatOneImageCannotGiveIsNoDifference() {
    Partial known = new Partial(Optional.of("sh"), Optional.of(0));
    Partial other = new Partial(Optional.of("init"), Optional.of(0));
    Partial nameless = new Partial(Optional.empty(), Optional.of(0));
    Partial userless = new Partial(Optional.of("sh"), Optional.empty());
    assertThat(partials(List.of(known), List.of(userless)).isEmpty()).isTrue();
    assertThat(partials(List.of(other, known), List.of(other, nameless)).isEmpty()).isTrue();
    assertThat(partials(List.of(nameless, other), List.of(other, known)).isEmpty()).isTrue();
    assertThat(partials(List.of(other), List.of(nameless, known)).appeared())
        .as("one may be it, the other is not")
        .containsExactly(known);
  }

  private static ObjectDifference<Partial> partials(List<Partial> first, List<Partial> second) {
    return new ObjectComparison<>(PARTIAL, true)
        .between(new Listing<>(first, List.of()), new Listing<>(second, List.of()));
  }

  @Test
  void whatChangesOnAnIdleMachineIsCountedApart() {
    ObjectDifference<Thing> difference =
        between(
            true,
            List.of(thing(1, "a"), thing(2, "b")),
            List.of(new Thing(1, "a", "on", 1, 6), thing(2, "b")));
    assertThat(difference.isEmpty()).isTrue();
    assertThat(difference.fluctuating().size()).isEqualTo(1);
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

  private record Named(String name, String path, int number) {}

  private static final ObjectKind<Named> NAMED =
      ObjectKind.of(
          "file",
          "files",
          "List files.",
          image -> new Listing<>(List.of(), List.of()),
          Named::name,
          List.of(
              Attribute.acrossBoots(
                  named -> "", number("address", Named::number, BOOT_IDENTITY, IDENTITY)),
              text("name", Named::name, IDENTITY, BOOT_COMPARED),
              Attribute.acrossBoots(
                  named -> named.path().replaceAll("[0-9]", ""),
                  text("path", Named::path, IDENTITY, BOOT_COMPARED))));

  private static ObjectDifference<Named> named(
      boolean sameBoot, Identities identities, Named first, Named second) {
    return new ObjectComparison<>(NAMED, sameBoot, identities)
        .between(
            new Listing<>(List.of(first), List.of()), new Listing<>(List.of(second), List.of()));
  }

  /** The number in {@code socket:[81]} is each boot's own, and no difference. */
  @Test
  void acrossBootsNumbersThatTheKernelHandsOutSayNothing() {
    Named before = new Named("sh", "socket:[81]", 1);
    Named after = new Named("sh", "socket:[123]", 1);
    assertThat(named(false, Identities.DECLARED, before, after).isEmpty()).isTrue();
    assertThat(named(true, Identities.DECLARED, before, after).changed()).hasSize(1);
    Named other = new Named("sh", "pipe:[81]", 1);
    assertThat(named(false, Identities.DECLARED, before, other).appeared()).containsExactly(other);
  }

  /** As the number of an interrupt line, which else counts only where no driver has it. */
  @Test
  void aNumberThatTheUserNamesSaysWhatItSays() {
    Named before = new Named("sh", "/etc", 1);
    Named after = new Named("sh", "/etc", 2);
    assertThat(named(false, Identities.DECLARED, before, after).appeared()).isEmpty();
    Identities byAddress = Identities.parse(List.of("file=address"));
    assertThat(named(false, byAddress, before, after).appeared()).containsExactly(after);
  }

  /** What an object is called and is not matched by is compared. */
  @Test
  void matchesByWhatTheUserNames() {
    Named before = new Named("sh", "/etc", 1);
    Named after = new Named("sh", "/home", 2);
    Identities byName = Identities.parse(List.of("file=name"));
    for (boolean sameBoot : List.of(true, false)) {
      ObjectDifference<Named> difference = named(sameBoot, byName, before, after);
      assertThat(difference.appeared()).isEmpty();
      assertThat(difference.changed())
          .singleElement()
          .satisfies(
              change ->
                  assertThat(change.attributes())
                      .extracting(Attribute::name)
                      .containsExactly("path"));
    }
    assertThat(named(false, Identities.DECLARED, before, after).appeared()).containsExactly(after);
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
