package org.kexshot.cli.render.object;

import static org.kexshot.cli.render.Field.address;
import static org.kexshot.cli.render.Field.both;
import static org.kexshot.cli.render.Field.column;
import static org.kexshot.cli.render.Field.member;
import static org.kexshot.cli.render.Field.size;

import java.util.List;
import org.kexshot.address.Page;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.kernel.slab.SlabCache;
import org.kexshot.kernel.slab.SlabObject;

/** Slab caches, and the objects in them. */
public final class SlabTable {

  public static final ObjectTable<SlabCache> CACHES =
      new ObjectTable<>(
          "caches",
          List.of(
              both("CACHE", "name", SlabCache::name),
              both(">USED", "used", SlabCache::used),
              both(">OBJECTS", "objects", SlabCache::objects),
              both(">OBJECT SIZE", "objectSize", SlabCache::objectSize),
              member("slotSize", SlabCache::slotSize),
              both(">PER SLAB", "objectsPerSlab", SlabCache::objectsPerSlab),
              both(">PAGES", "pagesPerSlab", SlabCache::pagesPerSlab),
              both(">SLABS", "slabs", SlabCache::slabs),
              size(">MEMORY", "bytes", cache -> cache.slabs() * cache.pagesPerSlab() * Page.SIZE),
              address(SlabCache::address)));

  public static final ObjectTable<SlabObject> OBJECTS =
      new ObjectTable<>(
          "objects",
          List.of(
              both("CACHE", "cache", SlabObject::cache),
              address(">OBJECT", "address", SlabObject::address),
              both(">SIZE", "size", SlabObject::size),
              column("STATE", object -> object.used() ? "used" : "free"),
              member("used", SlabObject::used),
              address(">SLAB", "slab", SlabObject::slab)));

  private SlabTable() {}
}
