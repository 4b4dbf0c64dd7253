/**
 * The snapshot repository: pages stored once by content in write-once packs, a page map and a
 * manifest for each snapshot. The layout is in {@code docs/formats/repository.md}; {@link
 * org.kexshot.store.Repository} is the way in, and a stored snapshot opens as a {@link
 * org.kexshot.format.Dump} like any file.
 */
package org.kexshot.store;
