package org.kexshot.store.write;

import org.kexshot.store.manifest.PageCounts;
import org.kexshot.store.manifest.SnapshotDescription;
import org.kexshot.store.page.StorageUse;

/**
 * What came of storing an image's pages.
 *
 * @param description what is said of it
 * @param pages counts by what is stored
 * @param storage what it cost
 * @param pageMapSha256 names the page map
 * @param imageSha256 of the contents
 */
record SnapshotPages(
    SnapshotDescription description,
    PageCounts pages,
    StorageUse storage,
    String pageMapSha256,
    String imageSha256) {}
