package org.kexshot.operation.search;

import java.io.IOException;
import java.util.List;
import org.kexshot.operation.Image;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.read.StoredPages;

/** Snapshots of one repository. */
final class StoredImages implements SearchedImages {
  private final Repository repository;
  private final List<Snapshot> snapshots;
  private final StoredPages pages;

  StoredImages(Repository repository, List<Snapshot> snapshots) throws IOException {
    this.repository = repository;
    this.snapshots = snapshots;
    this.pages = repository.openPages(snapshots);
  }

  @Override
  public int count() {
    return snapshots.size();
  }

  @Override
  public void forEachRun(int image, StoredPages.RunVisitor visitor) throws IOException {
    pages.forEachRun(image, visitor);
  }

  @Override
  public long page(int image, long frame) throws IOException {
    return pages.page(image, frame);
  }

  @Override
  public void read(long page, byte[] into, int offset) throws IOException {
    pages.read(page, into, offset);
  }

  @Override
  public Image open(int image) throws IOException {
    return Image.of(snapshots.get(image), repository);
  }

  @Override
  public void release(Image image) throws IOException {
    image.close();
  }

  @Override
  public String reference(int image) {
    return snapshots.get(image).shortId();
  }

  @Override
  public void close() throws IOException {
    pages.close();
  }
}
