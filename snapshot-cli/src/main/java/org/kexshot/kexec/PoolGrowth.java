package org.kexshot.kexec;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.kexshot.linux.HugePagePool;

/**
 * By how much kexshot has enlarged the kernel's pool of huge pages, in pages: recorded before the
 * pool is, so that it becomes as small as it was also where the process that enlarged it was
 * killed.
 *
 * @param before pages that the pool had
 * @param grown pages that were asked for since and not given back
 */
record PoolGrowth(int before, int grown) {
  private static final RunRecord RECORD = new RunRecord("pool");

  private static Optional<PoolGrowth> recorded() throws IOException {
    return RECORD.readAs(
        values ->
            new PoolGrowth(
                Integer.parseInt(values.get("before")), Integer.parseInt(values.get("grown"))));
  }

  private void write() throws IOException {
    if (grown == 0) {
      RECORD.delete();
    } else {
      RECORD.write(Map.of("before", Integer.toString(before), "grown", Integer.toString(grown)));
    }
  }

  /** Asks for more huge pages; how many more there are then, which may be fewer or none. */
  static int grow(int pages) throws IOException {
    PoolGrowth old = recorded().orElse(new PoolGrowth(HugePagePool.size(), 0));
    new PoolGrowth(old.before, old.grown + pages).write();
    int given = HugePagePool.grow(pages);
    new PoolGrowth(old.before, old.grown + given).write();
    return given;
  }

  /** Gives huge pages back that nothing uses. */
  static void giveBack(int pages) throws IOException {
    HugePagePool.shrink(pages);
    PoolGrowth old = recorded().orElse(new PoolGrowth(0, 0));
    new PoolGrowth(old.before, Math.max(0, old.grown - pages)).write();
  }

  /**
   * Gives all back that was asked for and that nothing uses, but no more than what was grown.
   *
   * @return how many pages
   */
  static int giveBackAll() throws IOException {
    Optional<PoolGrowth> old = recorded();
    if (old.isEmpty()) {
      return 0;
    }
    int left = old.get().left(HugePagePool.size(), HugePagePool.free());
    HugePagePool.shrink(left);
    RECORD.delete();
    return left;
  }

  /**
   * How many pages are to be given back.
   *
   * @param size of the pool now, which others may have changed too
   * @param free pages that nothing uses
   */
  int left(int size, int free) {
    return Math.max(0, Math.min(Math.min(grown, size - before), free));
  }
}
