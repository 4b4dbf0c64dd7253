package org.kexshot.diff.series.amount;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.ObjectKind;
import org.kexshot.objects.KindListing;

/**
 * Amounts of the objects of one kind together: their number, and numbers and sums of groups of
 * them. A group that is not there has 0; where not all objects could be read every amount is
 * unknown.
 */
public final class KindAmounts<T> {
  private final ObjectKind<T> kind;
  private final List<HeldAmount> grouped;
  private final Map<Key, Amount> amounts = new LinkedHashMap<>();
  private final NumberTrack none = new NumberTrack();

  /** Which of the amounts of a kind. */
  private record Key(String name, List<String> by, String whose) {}

  public KindAmounts(ObjectKind<T> kind) {
    this.kind = kind;
    this.grouped =
        HeldAmount.of(kind.name()).stream()
            .filter(row -> !row.by().equals(HeldAmount.EACH) && !row.by().equals(HeldAmount.ALL))
            .filter(this::isOfAttributes)
            .toList();
  }

  private boolean isOfAttributes(HeldAmount row) {
    return row.amount().equals(HeldAmount.COUNT) || attribute(row.amount()).isPresent();
  }

  /**
   * @param measured amounts that are none of the objects' attributes: by amount, and by whose it is
   */
  public void add(int step, KindListing<T> read, Map<String, Map<String, OptionalLong>> measured) {
    boolean whole = read.failure().isEmpty() && read.listing().whole();
    none.set(step, whole ? OptionalLong.of(0) : OptionalLong.empty());
    Map<Key, OptionalLong> now = whole ? now(read, measured) : Map.of();
    now.forEach((key, value) -> amounts.computeIfAbsent(key, this::amount));
    amounts.forEach(
        (key, amount) ->
            amount
                .track()
                .set(
                    step,
                    now.getOrDefault(key, whole ? OptionalLong.of(0) : OptionalLong.empty())));
  }

  private Amount amount(Key key) {
    Optional<HeldAmount> row =
        HeldAmount.of(kind.name()).stream()
            .filter(held -> held.amount().equals(key.name()) && held.by().equals(key.by()))
            .filter(held -> held.isOf(key.whose()))
            .findFirst();
    return new Amount(kind.name(), key.name(), key.whose(), row, none.copy());
  }

  private Map<Key, OptionalLong> now(
      KindListing<T> read, Map<String, Map<String, OptionalLong>> measured) {
    List<T> items = read.listing().items();
    Map<Key, OptionalLong> now = new LinkedHashMap<>();
    now.put(new Key(HeldAmount.COUNT, HeldAmount.ALL, ""), OptionalLong.of(items.size()));
    for (HeldAmount row : grouped) {
      sums(row, items)
          .forEach((whose, sum) -> now.put(new Key(row.amount(), row.by(), whose), sum));
    }
    measured.forEach(
        (amount, byWhose) ->
            byWhose.forEach(
                (whose, value) -> now.put(new Key(amount, measuredBy(amount), whose), value)));
    return now;
  }

  private List<String> measuredBy(String amount) {
    return HeldAmount.of(kind.name()).stream()
        .filter(row -> row.amount().equals(amount))
        .findFirst()
        .map(HeldAmount::by)
        .orElse(HeldAmount.EACH);
  }

  private Map<String, OptionalLong> sums(HeldAmount row, List<T> items) {
    Optional<Attribute<T>> summed = attribute(row.amount());
    List<Attribute<T>> by = row.by().stream().map(name -> attribute(name).orElseThrow()).toList();
    Map<String, OptionalLong> sums = new HashMap<>();
    for (T item : items) {
      String whose =
          by.stream().map(attribute -> text(attribute, item)).collect(Collectors.joining(" "));
      if (row.isOf(whose)) {
        OptionalLong part =
            summed.isPresent() ? Numbers.of(summed.get(), item) : OptionalLong.of(1);
        sums.merge(whose, part, KindAmounts::sum);
      }
    }
    return sums;
  }

  private static OptionalLong sum(OptionalLong one, OptionalLong other) {
    return one.isPresent() && other.isPresent()
        ? OptionalLong.of(one.getAsLong() + other.getAsLong())
        : OptionalLong.empty();
  }

  private Optional<Attribute<T>> attribute(String name) {
    return kind.attributes().stream()
        .filter(attribute -> attribute.name().equals(name))
        .findFirst();
  }

  private static <T> String text(Attribute<T> attribute, T item) {
    Object value = attribute.value().apply(item);
    return value instanceof Optional<?> optional
        ? optional.map(String::valueOf).orElse("(unknown)")
        : String.valueOf(value);
  }

  /** All that ever changed. */
  public List<Amount> changed() {
    List<Amount> changed = new ArrayList<>(amounts.values());
    changed.removeIf(amount -> !amount.track().changed());
    return changed;
  }
}
