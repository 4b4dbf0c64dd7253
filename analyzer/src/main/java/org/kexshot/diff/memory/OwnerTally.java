package org.kexshot.diff.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.kexshot.diff.bytes.ValueChange;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.typing.SpelledType;
import org.kexshot.kernel.typing.Typing;
import org.kexshot.owner.OwnerKind;
import org.kexshot.owner.bytes.ByteOwner;
import org.kexshot.types.MemberPlace;

/**
 * Adds up changed bytes by owner and member. Of each kind of owner a bounded number is kept apart,
 * those that were met first; the others count together. Memory: some hundred bytes for each.
 */
final class OwnerTally {
  /** Owners and members of a kind that are kept apart. */
  static final int MAX_OF_A_KIND = 4096;

  /** Kinds of owners, those first that tell most of what the kernel did. */
  private static final List<OwnerKind> ORDER =
      List.of(
          OwnerKind.SLAB,
          OwnerKind.KERNEL_DATA,
          OwnerKind.MODULE,
          OwnerKind.KERNEL_READ_ONLY,
          OwnerKind.KERNEL_TEXT,
          OwnerKind.PER_CPU,
          OwnerKind.VMALLOC,
          OwnerKind.KERNEL_PAGES,
          OwnerKind.PAGE_TABLE,
          OwnerKind.PAGE_DESCRIPTORS,
          OwnerKind.KERNEL_STACK,
          OwnerKind.ANONYMOUS,
          OwnerKind.SHARED_MEMORY,
          OwnerKind.HUGE_PAGE,
          OwnerKind.PAGE_CACHE,
          OwnerKind.RESERVED,
          OwnerKind.OFFLINE,
          OwnerKind.UNKNOWN,
          OwnerKind.FREE);

  private final ValueChange.Reader reader;
  private final int wordSize;
  private final Map<Group, Group> groups = new HashMap<>();
  private final Map<OwnerKind, Integer> counts = new EnumMap<>(OwnerKind.class);
  private final Map<OwnerKind, Sum> others = new EnumMap<>(OwnerKind.class);

  /** That of the last bytes: those that follow are mostly of the same. */
  private Group lastGroup;

  OwnerTally(KernelImage first, KernelImage second) {
    this.reader = new ValueChange.Reader(first, second);
    this.wordSize = second.architecture().pointerSize();
  }

  /**
   * All objects of one owner with one fate.
   *
   * @param sums by member
   */
  private record Group(
      OwnerKind kind,
      String name,
      String area,
      Optional<Typing> typing,
      Fate fate,
      Map<String, Sum> sums) {
    /** Compares references first, since an owner that is asked for again has the same ones. */
    boolean isOf(ByteOwner owner, Fate sameFate) {
      return kind == owner.kind()
          && fate == sameFate
          && name.equals(owner.name())
          && area.equals(owner.area())
          && typing.equals(owner.typing());
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Group group
          && kind == group.kind
          && fate == group.fate
          && name.equals(group.name)
          && area.equals(group.area)
          && typing.equals(group.typing);
    }

    @Override
    public int hashCode() {
      return Objects.hash(kind, name, area, typing, fate);
    }
  }

  private static final class Sum {
    private final long address;
    private final Optional<ValueChange> example;
    private long objects;
    private long bytes;
    private long lastObject;

    Sum(long address, Optional<ValueChange> example) {
      this.address = address;
      this.example = example;
      this.lastObject = address - 1;
    }

    void add(long object, int length) {
      bytes += length;
      if (object != lastObject) {
        objects++;
        lastObject = object;
      }
    }
  }

  /**
   * Adds bytes.
   *
   * @param place the member that they are of; empty if they are no member's
   * @param at where they lie in the two pages
   */
  void add(
      ByteOwner owner,
      Optional<MemberPlace> place,
      Fate fate,
      int at,
      int length,
      byte[] first,
      byte[] second) {
    if (lastGroup == null || !lastGroup.isOf(owner, fate)) {
      Group group =
          new Group(
              owner.kind(), owner.name(), owner.area(), owner.typing(), fate, new HashMap<>());
      lastGroup = groups.computeIfAbsent(group, same -> same);
    }
    String member = place.isPresent() ? place.get().general() : "";
    Sum sum = lastGroup.sums.get(member);
    if (sum == null) {
      sum = start(lastGroup, member, owner, place, at, first, second);
    }
    sum.add(owner.object(), length);
  }

  private Sum start(
      Group group,
      String member,
      ByteOwner owner,
      Optional<MemberPlace> place,
      int at,
      byte[] first,
      byte[] second) {
    if (counts.merge(group.kind, 1, Integer::sum) > MAX_OF_A_KIND) {
      if (group.sums.isEmpty()) {
        groups.remove(group);
      }
      return others.computeIfAbsent(group.kind, none -> new Sum(owner.object(), Optional.empty()));
    }
    Optional<ValueChange> example =
        group.fate != Fate.CHANGED
            ? Optional.empty()
            : place.isPresent()
                ? place.map(found -> reader.member(found, owner.object(), owner.object()))
                : Optional.of(word(owner, at, first, second));
    Sum sum = new Sum(owner.object(), example);
    group.sums.put(member, sum);
    return sum;
  }

  /** The aligned word that a byte lies in, which is whole in its page. */
  private ValueChange word(ByteOwner owner, int at, byte[] first, byte[] second) {
    int start = at & -wordSize;
    long offset = owner.objectOffset() + start - owner.start();
    return reader.word("+0x%x".formatted(offset), offset, first, second, start, wordSize);
  }

  /**
   * All that were added: kinds in the order of {@link #ORDER}, those with most objects first. The
   * order is the same whenever the same was added.
   */
  List<MemoryChange> changes() {
    List<MemoryChange> changes = new ArrayList<>();
    for (Group group : groups.values()) {
      group.sums.forEach((member, sum) -> changes.add(change(group, member, sum)));
    }
    others.forEach(
        (kind, sum) -> {
          Group group =
              new Group(kind, MemoryChange.OTHERS, "", Optional.empty(), Fate.CHANGED, Map.of());
          changes.add(change(group, "", sum));
        });
    changes.sort(
        Comparator.comparingInt((MemoryChange change) -> ORDER.indexOf(change.owner()))
            .thenComparing(Comparator.comparingLong(MemoryChange::objects).reversed())
            .thenComparing(Comparator.comparingLong(MemoryChange::bytes).reversed())
            .thenComparing(MemoryChange::name)
            .thenComparing(MemoryChange::member)
            .thenComparing(MemoryChange::fate)
            .thenComparing(MemoryChange::area)
            .thenComparing(change -> change.typing().map(SpelledType::spelled).orElse(""))
            .thenComparingLong(MemoryChange::address));
    return changes;
  }

  private static MemoryChange change(Group group, String member, Sum sum) {
    return new MemoryChange(
        group.kind,
        group.name,
        group.area,
        group.typing.map(Typing::inWords),
        member,
        group.fate,
        sum.objects,
        sum.bytes,
        sum.address,
        sum.example);
  }
}
