package org.kexshot.operation.search;

import java.io.Closeable;
import java.io.IOException;
import org.kexshot.operation.Image;
import org.kexshot.store.read.StoredPages;

/**
 * Images that are searched together, with numbers that stand for the contents of their pages, so
 * that what is in many frames or images is read once. Any number of threads may read.
 */
interface SearchedImages extends Closeable {
  /** What a frame has whose contents the image does not have. */
  long ABSENT = StoredPages.ABSENT;

  /** The page that holds nothing but zeros. */
  long ZEROS = StoredPages.ZEROS;

  int count();

  /** Visits the frames of an image that have contents, ascending. */
  void forEachRun(int image, StoredPages.RunVisitor visitor) throws IOException;

  /** The number of a frame's page, or {@link #ABSENT}. */
  long page(int image, long frame) throws IOException;

  /** Reads a page. */
  void read(long page, byte[] into, int offset) throws IOException;

  /** Opens an image to ask about its kernel, until {@link #release}. */
  Image open(int image) throws IOException;

  /** Ends the use of an image that was opened. */
  void release(Image image) throws IOException;

  /** By what a command line names an image. */
  String reference(int image);
}
