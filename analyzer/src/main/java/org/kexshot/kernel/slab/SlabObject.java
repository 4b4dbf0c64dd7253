package org.kexshot.kernel.slab;

/**
 * A place for an object in a slab.
 *
 * @param cache name of its cache
 * @param address kernel virtual address of the object
 * @param size bytes of an object of this cache
 * @param used whether it is handed out; else its contents are left over from the last that was
 * @param slab kernel virtual address of the first object of its slab
 */
public record SlabObject(String cache, long address, long size, boolean used, long slab) {}
