package org.kexshot.owner.bytes;

import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.kexshot.address.Page;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.mm.DirectMap;
import org.kexshot.kernel.mm.PageDescriptor;
import org.kexshot.kernel.slab.SlabObjects;
import org.kexshot.kernel.typing.SlabTypes;
import org.kexshot.kernel.typing.Typing;
import org.kexshot.memory.MemoryFault;
import org.kexshot.owner.FrameOwner;
import org.kexshot.owner.FrameOwners;
import org.kexshot.owner.OwnerKind;
import org.kexshot.types.MemberLookup;
import org.kexshot.types.TypeException;

/**
 * The owners of bytes of slabs: which object of the cache, of which type, and whether it is in use.
 * What is known of a cache is read once; of a slab its chain of free objects.
 */
final class SlabBytes {
  private final KernelImage image;
  private final FrameOwners frames;
  private final DirectMap directMap;
  private final SlabTypes types;
  private final SlabObjects objects;
  private final String struct;
  private final Map<Long, Cache> caches = new HashMap<>();
  private long lastSlab;
  private Optional<BitSet> lastUsed = Optional.empty();

  SlabBytes(KernelImage image, FrameOwners frames, DirectMap directMap) throws IOException {
    this.image = image;
    this.frames = frames;
    this.directMap = directMap;
    this.types = new SlabTypes(image);
    this.objects = new SlabObjects(image, new Problems());
    this.struct = image.types().findStruct("slab").isPresent() ? "slab" : "page";
  }

  /**
   * What all slabs of a cache have in common.
   *
   * @param padding bytes before each object
   * @param members null if the type of its objects is not known
   */
  private record Cache(
      long objectSize,
      long slotSize,
      long padding,
      Optional<Typing> typing,
      MemberLookup members) {}

  /** The owners of a frame's bytes. */
  FrameBytes of(long pfn, FrameOwner owner) throws IOException {
    long place = directMap.address(pfn << Page.SHIFT);
    Optional<PageDescriptor> head = frames.slabHead(pfn);
    if (head.isEmpty()) {
      return offset -> piece(owner, null, 0, Page.SIZE, 0, place, ByteOwner.Use.UNKNOWN);
    }
    KernelStruct slab = image.struct(struct, head.get().address());
    try {
      Cache cache = cache(slab.pointer("slab_cache"));
      long first = frames.firstFrame(head.get());
      long count = slab.number("objects");
      Optional<BitSet> used = used(slab, first);
      long before = pfn - first << Page.SHIFT;
      return offset -> at(owner, cache, count, used, before, place, offset);
    } catch (MemoryFault | TypeException absent) {
      return offset -> piece(owner, null, 0, Page.SIZE, 0, place, ByteOwner.Use.UNKNOWN);
    }
  }

  private Cache cache(long address) throws IOException {
    Cache known = caches.get(address);
    if (known == null) {
      KernelStruct cache = image.struct("kmem_cache", address);
      long objectSize = cache.number("object_size");
      long slotSize = cache.number("size");
      if (slotSize <= 0 || objectSize < 0 || objectSize > slotSize) {
        throw new TypeException(
            "the slab cache at 0x%x has objects of %d bytes in slots of %d"
                .formatted(address, objectSize, slotSize));
      }
      Optional<Typing> typing = types.of(cache);
      known =
          new Cache(
              objectSize,
              slotSize,
              cache.has("red_left_pad") ? cache.number("red_left_pad") : 0,
              typing,
              typing.map(type -> type.members(objectSize)).orElse(null));
      caches.put(address, known);
    }
    return known;
  }

  /** Which objects of a slab are in use; empty if that cannot be told. */
  private Optional<BitSet> used(KernelStruct slab, long firstFrame) throws IOException {
    if (slab.address() != lastSlab) {
      lastUsed = Optional.empty();
      try {
        lastUsed = Optional.of(objects.used(slab, firstFrame << Page.SHIFT));
      } catch (MemoryFault | TypeException unknown) {
        lastUsed = Optional.empty();
      }
      lastSlab = slab.address();
    }
    return lastUsed;
  }

  /**
   * @param before bytes of the slab before the frame
   */
  private ByteOwner at(
      FrameOwner owner,
      Cache cache,
      long count,
      Optional<BitSet> used,
      long before,
      long place,
      int offset) {
    long inSlab = before + offset - cache.padding;
    long slot = Math.floorDiv(inSlab, cache.slotSize);
    long start = slot * cache.slotSize;
    boolean isObject = slot >= 0 && slot < count && inSlab - start < cache.objectSize;
    long from = isObject ? start : slot >= count ? offset : start + cache.objectSize;
    long to = isObject ? start + cache.objectSize : start + cache.slotSize;
    long shift = before - cache.padding;
    int first = (int) Math.max(0, Math.min(offset, from - shift));
    int last =
        slot < count ? (int) Math.min(Page.SIZE, Math.max(offset + 1, to - shift)) : Page.SIZE;
    if (!isObject) {
      return piece(owner, null, first, last, 0, place, ByteOwner.Use.UNKNOWN);
    }
    ByteOwner.Use use =
        used.map(set -> set.get((int) slot) ? ByteOwner.Use.USED : ByteOwner.Use.FREE)
            .orElse(ByteOwner.Use.UNKNOWN);
    return piece(owner, cache, first, last, first + shift - start, place, use);
  }

  /**
   * @param cache null for what lies between objects
   */
  private static ByteOwner piece(
      FrameOwner owner,
      Cache cache,
      int start,
      int end,
      long objectOffset,
      long place,
      ByteOwner.Use use) {
    return new ByteOwner(
        OwnerKind.SLAB,
        owner.name(),
        cache == null ? "between objects" : "",
        cache == null ? Optional.empty() : cache.typing,
        cache == null ? null : cache.members,
        start,
        end,
        objectOffset,
        place + start,
        use);
  }
}
