package org.kexshot.diff.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.diff.bytes.ValueChange;
import org.kexshot.kernel.KernelImage;
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

  private final ValueChange.Reader reader;
  private final int wordSize;
  private final Map<Key, Sum> sums = new HashMap<>();
  private final Map<OwnerKind, Integer> counts = new EnumMap<>(OwnerKind.class);
  private Key lastKey;
  private Sum lastSum;

  OwnerTally(KernelImage first, KernelImage second) {
    this.reader = new ValueChange.Reader(first, second);
    this.wordSize = second.architecture().pointerSize();
  }

  private record Key(
      OwnerKind kind,
      String name,
      String area,
      Optional<Typing> typing,
      String member,
      Fate fate) {}

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
    Key key =
        new Key(
            owner.kind(),
            owner.name(),
            owner.area(),
            owner.typing(),
            place.map(MemberPlace::general).orElse(""),
            fate);
    Sum sum = key.equals(lastKey) ? lastSum : sums.get(key);
    if (sum == null) {
      sum = start(key, owner, place, at, first, second);
    }
    sum.add(owner.object(), length);
    lastKey = key;
    lastSum = sum;
  }

  private Sum start(
      Key key, ByteOwner owner, Optional<MemberPlace> place, int at, byte[] first, byte[] second) {
    if (counts.merge(key.kind, 1, Integer::sum) > MAX_OF_A_KIND) {
      Key others = new Key(key.kind, MemoryChange.OTHERS, "", Optional.empty(), "", Fate.CHANGED);
      return sums.computeIfAbsent(others, none -> new Sum(owner.object(), Optional.empty()));
    }
    Optional<ValueChange> example =
        key.fate != Fate.CHANGED
            ? Optional.empty()
            : place.isPresent()
                ? place.map(found -> reader.member(found, owner.object(), owner.object()))
                : Optional.of(word(owner, at, first, second));
    Sum sum = new Sum(owner.object(), example);
    sums.put(key, sum);
    return sum;
  }

  /** The aligned word that a byte lies in, which is whole in its page. */
  private ValueChange word(ByteOwner owner, int at, byte[] first, byte[] second) {
    int start = at & -wordSize;
    long offset = owner.objectOffset() + start - owner.start();
    return reader.word("+0x%x".formatted(offset), offset, first, second, start, wordSize);
  }

  /** All that were added: kinds in the order of {@link #ORDER}, those with most objects first. */
  List<MemoryChange> changes() {
    List<MemoryChange> changes = new ArrayList<>();
    sums.forEach(
        (key, sum) ->
            changes.add(
                new MemoryChange(
                    key.kind,
                    key.name,
                    key.area,
                    key.typing,
                    key.member,
                    key.fate,
                    sum.objects,
                    sum.bytes,
                    sum.address,
                    sum.example)));
    changes.sort(
        Comparator.comparingInt((MemoryChange change) -> ORDER.indexOf(change.owner()))
            .thenComparing(Comparator.comparingLong(MemoryChange::objects).reversed())
            .thenComparing(Comparator.comparingLong(MemoryChange::bytes).reversed())
            .thenComparing(MemoryChange::name)
            .thenComparing(MemoryChange::member));
    return changes;
  }

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
}
