package org.kexshot.kernel.typing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.types.KernelType;
import org.kexshot.types.Member;
import org.kexshot.types.TypeKind;

/**
 * Tells of which structure the objects of a slab cache are. The name of the cache leads to it, and
 * its size must be the object's; else the one structure that has this size is taken, if the cache
 * is for one structure at all. A cache that the allocator merged with others holds objects of
 * several types, and so do those of {@code kmalloc}: they have none. Source: {@code
 * mm/slab_common.c}.
 */
public final class SlabTypes {
  private static final KnownTypes KNOWN = KnownTypes.load("slab.properties");

  /** In the list of names, stands for a cache whose objects are no structure's. */
  private static final String NONE = "-";

  /** In the list of names, behind a type whose last members may be cut off. */
  private static final String CUT = "~";

  /** Bytes below which a size says nothing: what is not in BTF may well have it too. */
  private static final int LEAST_TELLING_SIZE = 64;

  private final KernelImage image;

  public SlabTypes(KernelImage image) {
    this.image = image;
  }

  /**
   * The type of a cache's objects; empty if it is not known.
   *
   * @param cache a {@code kmem_cache}
   * @throws IOException if the image does not have it
   */
  public Optional<Typing> of(KernelStruct cache) throws IOException {
    // Merged caches share one kmem_cache, which has the name of the first.
    boolean merged = cache.has("refcount") && cache.number("refcount") > 1;
    return merged ? Optional.empty() : of(cache.text("name"), cache.number("object_size"));
  }

  /** The type of the objects of a cache with this name and size that was not merged. */
  Optional<Typing> of(String name, long objectSize) throws IOException {
    List<String> candidates = new ArrayList<>(KNOWN.ofName(name));
    if (candidates.isEmpty()) {
      candidates.addAll(KNOWN.ofForm(name));
    }
    if (candidates.contains(NONE)) {
      return Optional.empty();
    }
    candidates.add(name);
    for (String candidate : candidates) {
      Optional<KernelType> type = image.types().findStruct(candidate.replace(CUT, ""));
      if (type.isPresent() && fits(type.get(), objectSize, candidate.endsWith(CUT))) {
        return Optional.of(Typing.ofOne(type.get(), Certainty.NAME));
      }
    }
    return objectSize < LEAST_TELLING_SIZE
        ? Optional.empty()
        : image
            .types()
            .onlyStructOfSize(objectSize)
            .map(type -> Typing.ofOne(type, Certainty.SIZE));
  }

  /** Objects are as large as their type, or larger where an array without a size ends it. */
  private static boolean fits(KernelType type, long objectSize, boolean cut) {
    return type.size() == objectSize
        || type.size() < objectSize && endsInArray(type)
        || cut && type.size() > objectSize;
  }

  private static boolean endsInArray(KernelType type) {
    List<Member> members = type.members();
    if (type.size() == 0 || members.isEmpty()) {
      return false;
    }
    KernelType last = members.get(members.size() - 1).type();
    return last.kind() == TypeKind.ARRAY ? last.count() < 2 : endsInArray(last);
  }
}
