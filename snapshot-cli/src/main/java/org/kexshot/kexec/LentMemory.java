package org.kexshot.kexec;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kexshot.address.PhysicalRange;
import org.kexshot.linux.AvailableMemory;
import org.kexshot.linux.HugePagePool;
import org.kexshot.linux.KexecSegment;
import org.kexshot.linux.SharedHugePages;
import org.kexshot.linux.SystemCallException;

/**
 * Memory that A lends B to run in: huge pages that lie in one piece. A has nothing in them, so that
 * a jump need not exchange them with what lies there, page by page and both ways; B's kernel,
 * processes and file system stay where they are between the jumps. They cost A as much memory as
 * the pages of an exchanged image.
 *
 * <p>Nothing but shared memory holds the pages between load and unload. The kernel moves huge pages
 * only where memory is taken offline or a long piece is needed; {@link #hold} finds that and keeps
 * it from happening until the jump is over.
 */
public final class LentMemory implements Closeable {
  private static final long LOWEST = 16L << 20;

  /** What is taken at most in the search for pages in one piece: so many times what is wanted, */
  private static final int SEARCH = 4;

  /** and so many bytes, for a 32-bit process has no more addresses to spare. */
  private static final long SEARCH_BYTES = 1L << 30;

  /**
   * How long who can do without looks for memory in one piece: where memory is fragmented, each
   * page costs the kernel much.
   */
  public static final Duration SHORT_SEARCH = Duration.ofSeconds(5);

  /** How long who cannot do without looks for it. */
  public static final Duration LONG_SEARCH = Duration.ofSeconds(60);

  /** In so many steps what is wanted is asked for again, so that the time is looked at. */
  private static final int STEPS = 4;

  /**
   * What is to be remembered of it.
   *
   * @param id the shared memory's
   * @param pageSize bytes of a huge page
   * @param range physical addresses
   * @param pages for each huge page of the range, ascending, which of the shared memory it is
   */
  public record Ticket(int id, long pageSize, PhysicalRange range, List<Integer> pages) {
    /** As values of a record. */
    public Map<String, String> values() {
      Map<String, String> values = new LinkedHashMap<>();
      values.put(ID, Integer.toString(id));
      values.put("lent.page.size", Long.toString(pageSize));
      values.put("lent.range", "%x-%x".formatted(range.start(), range.end()));
      values.put(
          "lent.pages", pages.stream().map(String::valueOf).collect(Collectors.joining(",")));
      return values;
    }

    /** What {@link #values} gave; empty where a record has none. */
    public static Optional<Ticket> of(Map<String, String> values) {
      if (!values.containsKey(ID)) {
        return Optional.empty();
      }
      String[] range = values.get("lent.range").split("-");
      return Optional.of(
          new Ticket(
              Integer.parseInt(values.get(ID)),
              Long.parseLong(values.get("lent.page.size")),
              new PhysicalRange(
                  Long.parseUnsignedLong(range[0], 16), Long.parseUnsignedLong(range[1], 16)),
              Stream.of(values.get("lent.pages").split(",")).map(Integer::valueOf).toList()));
    }
  }

  /**
   * Records whose names begin so tell of memory that stays lent whatever is loaded, until who wrote
   * them gives it back.
   */
  public static final String RESIDENT = "resident-";

  private static final String ID = "lent.id";

  private final SharedHugePages memory;
  private final Ticket ticket;
  private Closeable pin = () -> {};

  private LentMemory(SharedHugePages memory, Ticket ticket) {
    this.memory = memory;
    this.ticket = ticket;
  }

  /**
   * Takes memory of A.
   *
   * @param size bytes, made up to whole huge pages
   * @param alignment of the start, bytes
   * @param limit one past the highest possible end, physical
   * @param patience no more pages are asked for after this time
   * @throws NotLentException if the kernel has no huge pages, or too few in one piece
   */
  public static LentMemory borrow(long size, long alignment, long limit, Duration patience)
      throws IOException {
    long pageSize = HugePagePool.pageSize();
    if (pageSize == 0) {
      throw new NotLentException("the kernel was built without CONFIG_HUGETLBFS");
    }
    int wanted = (int) ((size + pageSize - 1) / pageSize);
    long room = (AvailableMemory.read().available() - AvailableMemory.RESERVE) / pageSize;
    int most = (int) Math.min(room, Math.min((long) SEARCH * wanted, SEARCH_BYTES / pageSize));
    if (most < wanted) {
      throw new NotLentException(
          "there is room for %d huge pages, %d are needed".formatted(most, wanted));
    }
    SharedHugePages memory;
    try {
      memory = SharedHugePages.create(most, pageSize);
    } catch (SystemCallException e) {
      throw new NotLentException(e.getMessage());
    }
    int taken = 0;
    boolean found = false;
    long begin = System.nanoTime();
    try {
      Map<Long, Integer> byAddress = new HashMap<>();
      int before;
      do {
        before = taken;
        int step = taken < wanted ? wanted - taken : (wanted + STEPS - 1) / STEPS;
        taken += PoolGrowth.grow(Math.min(step, most - taken));
        for (int page = before; page < taken; page++) {
          memory.populate(page);
          byAddress.put(memory.physical(page), page);
        }
        Optional<PhysicalRange> range =
            inOnePiece(byAddress, wanted, pageSize, Math.max(pageSize, alignment), limit);
        if (range.isPresent()) {
          List<Integer> pages = keepOnly(memory, byAddress, range.get(), pageSize);
          PoolGrowth.giveBack(taken - wanted);
          found = true;
          return new LentMemory(memory, new Ticket(memory.id(), pageSize, range.get(), pages));
        }
      } while (taken > before && taken < most && System.nanoTime() - begin < patience.toNanos());
      throw new NotLentException(
          "of %d huge pages of %d KiB that the kernel gave in %d s, no %d lie in one piece below"
                  .formatted(
                      taken, pageSize >> 10, (System.nanoTime() - begin) / 1_000_000_000, wanted)
              + " 0x%x; less memory, or asking right after booting, may help".formatted(limit));
    } catch (SystemCallException e) {
      throw new NotLentException(e.getMessage());
    } finally {
      if (!found) {
        memory.close();
        SharedHugePages.destroy(memory.id());
        PoolGrowth.giveBack(taken);
      }
    }
  }

  /** The lowest range of {@code wanted} pages that are all there. */
  static Optional<PhysicalRange> inOnePiece(
      Map<Long, Integer> byAddress, int wanted, long pageSize, long alignment, long limit) {
    long[] addresses = byAddress.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
    for (long start : addresses) {
      long end = start + wanted * pageSize;
      if (start < LOWEST || start % alignment != 0 || end > limit) {
        continue;
      }
      int last = Arrays.binarySearch(addresses, end - pageSize);
      int first = Arrays.binarySearch(addresses, start);
      if (last - first == wanted - 1) {
        return Optional.of(new PhysicalRange(start, end));
      }
    }
    return Optional.empty();
  }

  private static List<Integer> keepOnly(
      SharedHugePages memory, Map<Long, Integer> byAddress, PhysicalRange range, long pageSize)
      throws SystemCallException {
    List<Integer> pages = new ArrayList<>();
    for (long address = range.start(); address < range.end(); address += pageSize) {
      pages.add(byAddress.remove(address));
    }
    for (int page : byAddress.values()) {
      memory.remove(page);
    }
    return List.copyOf(pages);
  }

  /**
   * Finds lent memory again, in another process than the one that took it.
   *
   * @throws IOException if it is gone
   */
  public static LentMemory of(Ticket ticket) throws IOException {
    try {
      return new LentMemory(SharedHugePages.attach(ticket.id(), ticket.pageSize()), ticket);
    } catch (SystemCallException e) {
      throw new IOException(
          "the shared memory %d, in which the capture kernel lies, is gone: %s"
              .formatted(ticket.id(), e.getMessage()),
          e);
    }
  }

  public Ticket ticket() {
    return ticket;
  }

  /** Puts a segment's bytes where they belong; what it has beyond them is left as it is. */
  public void write(KexecSegment segment) {
    write(segment.address(), segment.bytes());
  }

  /**
   * Puts bytes into it.
   *
   * @param address physical, of the first of them
   */
  public void write(long address, ByteBuffer bytes) {
    ByteBuffer rest = bytes.duplicate();
    for (long at = address; rest.hasRemaining(); ) {
      ByteBuffer page = from(at);
      int length = Math.min(page.remaining(), rest.remaining());
      page.put(rest.slice().limit(length));
      rest.position(rest.position() + length);
      at += length;
    }
  }

  /**
   * Reads bytes of it.
   *
   * @param address physical, of the first of them
   * @param into is filled
   */
  public void read(long address, ByteBuffer into) {
    for (long at = address; into.hasRemaining(); ) {
      ByteBuffer page = from(at);
      int length = Math.min(page.remaining(), into.remaining());
      into.put(page.slice().limit(length));
      at += length;
    }
  }

  /** The rest of the huge page that an address lies in. */
  private ByteBuffer from(long address) {
    long at = address - ticket.range().start();
    ByteBuffer page = memory.bytes(ticket.pages().get((int) (at / ticket.pageSize())));
    return page.position((int) (at % ticket.pageSize()));
  }

  /**
   * Makes sure that all pages lie where they were when B was loaded, and will until {@link #close}.
   *
   * @throws IOException if one was moved
   */
  public void hold() throws IOException {
    for (int page : ticket.pages()) {
      memory.populate(page);
    }
    pin = memory.pin(ticket.pages());
    long expected = ticket.range().start();
    for (int page : ticket.pages()) {
      long found = memory.physical(page);
      if (found != expected) {
        throw new IOException(
            "the kernel moved a huge page of the capture kernel's memory from 0x%x to 0x%x"
                .formatted(expected, found));
      }
      expected += ticket.pageSize();
    }
  }

  /** Leaves the memory lent, and lets go of it in this process. */
  @Override
  public void close() throws IOException {
    pin.close();
    memory.close();
  }

  /** Ends the lending: the memory is A's again. */
  public static void giveBack(Ticket ticket) throws IOException {
    giveBack(List.of(ticket.id()));
  }

  /**
   * Ends all other lending, also what no ticket tells of: that of a load that was killed, or whose
   * record is damaged. What a record beginning with {@link #RESIDENT} names stays.
   *
   * @param loaded what the loaded capture kernel runs in; empty if none is loaded, or not in lent
   *     memory
   * @return whether anything was lent
   */
  public static boolean giveBackAllBut(Optional<Ticket> loaded) throws IOException {
    List<Integer> segments = SharedHugePages.left();
    List<Integer> resident = residents();
    segments.removeAll(resident);
    loaded.ifPresent(ticket -> segments.remove((Integer) ticket.id()));
    giveBack(segments);
    int grown = loaded.isEmpty() && resident.isEmpty() ? PoolGrowth.giveBackAll() : 0;
    return !segments.isEmpty() || grown > 0;
  }

  /** A record that is damaged names nothing, so that its memory is given back. */
  private static List<Integer> residents() throws IOException {
    List<Integer> ids = new ArrayList<>();
    for (String name : RunRecord.names(RESIDENT)) {
      new RunRecord(name)
          .readAs(Ticket::of)
          .flatMap(ticket -> ticket)
          .ifPresent(ticket -> ids.add(ticket.id()));
    }
    return ids;
  }

  private static void giveBack(List<Integer> segments) throws IOException {
    int before = HugePagePool.free();
    segments.forEach(SharedHugePages::destroy);
    PoolGrowth.giveBack(Math.max(0, HugePagePool.free() - before));
  }
}
