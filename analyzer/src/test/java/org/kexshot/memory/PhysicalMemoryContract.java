package org.kexshot.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;

/**
 * What {@link PhysicalMemory} promises of every implementation. A test of one implements this, and
 * inherits the tests.
 */
public interface PhysicalMemoryContract {
  /** Makes a memory of the implementation under test that holds what the model holds. */
  PhysicalMemory open(MemoryModel model) throws IOException;

  /** The states beside {@link PageState#PRESENT} that the implementation can tell of RAM. */
  default Set<PageState> absences() {
    return EnumSet.of(PageState.EXCLUDED, PageState.UNREADABLE);
  }

  /** One past the highest address that the implementation can hold, of Linux's 52 bits. */
  default long addressLimit() {
    return 1L << 52;
  }

  private MemoryModel model() {
    return MemoryModel.random(
        5, absences(), new PhysicalRange(0x3000, 0x5_3000), new PhysicalRange(0x8_0000, 0x9_b000));
  }

  @Test
  default void ramIsAscendingAndThatOfTheImage() throws IOException {
    MemoryModel model = model();
    PhysicalMemory memory = open(model);
    long end = 0;
    for (PhysicalRange range : memory.ram()) {
      assertThat(range.start()).isGreaterThanOrEqualTo(end);
      assertThat(range.length()).isPositive();
      end = range.end();
    }
    assertThat(memory.endPfn()).isEqualTo(0x9b);
    assertThat(memory.ramFrames()).isEqualTo(model.ramFrames());
  }

  @Test
  default void eachFrameHasTheStateOfTheImage() throws IOException {
    MemoryModel model = model();
    PhysicalMemory memory = open(model);
    for (long pfn = 0; pfn < model.endPfn() + 3; pfn++) {
      assertThat(memory.state(pfn)).as("frame 0x%x", pfn).isEqualTo(model.state(pfn));
    }
    for (long beyond : new long[] {1L << 20, (1L << 40) - 1, 1L << 40, -1L >>> Page.SHIFT}) {
      assertThat(memory.state(beyond)).as("frame 0x%x", beyond).isEqualTo(PageState.NOT_RAM);
    }
  }

  @Test
  default void setsOfFramesAreThoseOfTheirStates() throws IOException {
    MemoryModel model = model();
    PhysicalMemory memory = open(model);
    for (PageState state : absences()) {
      assertThat(model.frames(state).count()).as("%s frames", state).isPositive();
    }
    assertThat(memory.presentFrames()).isEqualTo(model.frames(PageState.PRESENT));
    assertThat(memory.unreadableFrames()).isEqualTo(model.frames(PageState.UNREADABLE));
  }

  @Test
  default void setsOfFramesAreTheCallersOwn() throws IOException {
    MemoryModel model = model();
    PhysicalMemory memory = open(model);
    for (PfnSet set :
        List.of(memory.ramFrames(), memory.presentFrames(), memory.unreadableFrames())) {
      set.removeRange(0, set.end());
      set.add(0);
    }
    assertThat(memory.ramFrames()).isEqualTo(model.ramFrames());
    assertThat(memory.presentFrames()).isEqualTo(model.frames(PageState.PRESENT));
    assertThat(memory.unreadableFrames()).isEqualTo(model.frames(PageState.UNREADABLE));
    assertThat(memory.state(0)).isEqualTo(PageState.NOT_RAM);
  }

  /** Within a page, whole ones, and over their borders into what is there and what is not. */
  @Test
  default void readsGiveTheBytesOrTheFaultOfTheImage() throws IOException {
    MemoryModel model = model();
    PhysicalMemory memory = open(model);
    int[][] reads = {
      {0, 1}, {5, 8}, {4095, 1}, {4095, 2}, {0, 4096}, {100, 4096}, {4000, 5000}, {1, 20_000}
    };
    for (long pfn = 0; pfn < model.endPfn() + 2; pfn++) {
      for (int[] read : reads) {
        requireSame(model, memory, (pfn << Page.SHIFT) + read[0], read[1]);
      }
    }
  }

  private static void requireSame(
      PhysicalMemory expected, PhysicalMemory actual, long address, int length) throws IOException {
    byte[] wanted = new byte[length];
    byte[] found = new byte[length];
    Optional<MemoryFault> fault = read(expected, address, wanted);
    Optional<MemoryFault> foundFault = read(actual, address, found);
    String what = "%d bytes at 0x%x".formatted(length, address);
    assertThat(foundFault.map(MemoryFault::state))
        .as(what)
        .isEqualTo(fault.map(MemoryFault::state));
    assertThat(foundFault.map(MemoryFault::address).map(Long::toHexString))
        .as(what)
        .isEqualTo(fault.map(MemoryFault::address).map(Long::toHexString));
    if (fault.isEmpty()) {
      assertThat(Arrays.mismatch(found, wanted)).as(what).isEqualTo(-1);
    }
  }

  private static Optional<MemoryFault> read(PhysicalMemory memory, long address, byte[] into)
      throws IOException {
    try {
      memory.read(address, into, 0, into.length);
      return Optional.empty();
    } catch (MemoryFault fault) {
      return Optional.of(fault);
    }
  }

  @Test
  default void nothingIsReadBeyondTheEnd() throws IOException {
    PhysicalMemory memory = open(model());
    byte[] one = new byte[1];
    for (long address : new long[] {0x9_b000, 1L << 40, 1L << 52, Long.MAX_VALUE, -1L}) {
      MemoryFault fault = read(memory, address, one).orElseThrow();
      assertThat(fault.state()).as("0x%x", address).isEqualTo(PageState.NOT_RAM);
      assertThat(fault.address()).isEqualTo(address);
    }
  }

  @Test
  default void aFaultSaysWhichAddressAndWhy() throws IOException {
    MemoryModel model = model();
    PhysicalMemory memory = open(model);
    for (long pfn = 0; pfn < model.endPfn() + 1; pfn++) {
      if (model.state(pfn) != PageState.PRESENT) {
        long address = (pfn << Page.SHIFT) + 8;
        assertThat(read(memory, address, new byte[4]).orElseThrow())
            .hasMessageMatching("(?s)physical address 0x%x: \\S.+".formatted(address));
      }
    }
  }

  @Test
  default void onlyTheGivenPartOfAnArrayIsFilled() throws IOException {
    MemoryModel model = model();
    PhysicalMemory memory = open(model);
    int[] lengths = {1, 100, 4096, 8000};
    for (int length : lengths) {
      long address = firstPresentRun(model, 3) + 50;
      byte[] expected = new byte[length + 20];
      Arrays.fill(expected, (byte) 0x77);
      byte[] found = expected.clone();
      model.read(address, expected, 13, length);
      memory.read(address, found, 13, length);
      assertThat(found).as("%d bytes", length).isEqualTo(expected);
    }
  }

  @Test
  default void onlyTheGivenPartOfABufferIsFilled() throws IOException {
    MemoryModel model = model();
    PhysicalMemory memory = open(model);
    long address = firstPresentRun(model, 3) + 50;
    for (int length : new int[] {1, 100, 4096, 8000}) {
      for (ByteBuffer buffer :
          List.of(ByteBuffer.allocate(9000), ByteBuffer.allocateDirect(9000))) {
        ByteBuffer part = buffer.slice(7, 8900);
        part.position(13).limit(13 + length);
        memory.read(address, part);
        assertThat(part.position()).isEqualTo(13 + length);
        assertThat(part.limit()).isEqualTo(13 + length);
        byte[] expected = new byte[9000];
        model.read(address, expected, 7 + 13, length);
        assertThat(buffer.clear()).isEqualTo(ByteBuffer.wrap(expected));
      }
    }
  }

  @Test
  default void aBufferMeetsTheSameFaults() throws IOException {
    MemoryModel model = model();
    PhysicalMemory memory = open(model);
    for (long pfn = 0; pfn < model.endPfn() + 1; pfn++) {
      long address = (pfn << Page.SHIFT) + 40;
      Optional<MemoryFault> fault = read(model, address, new byte[6000]);
      for (ByteBuffer into : List.of(ByteBuffer.allocate(6000), ByteBuffer.allocateDirect(6000))) {
        if (fault.isPresent()) {
          assertThatThrownBy(() -> memory.read(address, into))
              .as("0x%x", address)
              .isInstanceOfSatisfying(
                  MemoryFault.class,
                  found -> {
                    assertThat(found.address()).isEqualTo(fault.get().address());
                    assertThat(found.state()).isEqualTo(fault.get().state());
                  });
        } else {
          memory.read(address, into);
          assertThat(into.hasRemaining()).isFalse();
        }
      }
    }
  }

  private static long firstPresentRun(MemoryModel model, int frames) {
    PfnSet present = model.frames(PageState.PRESENT);
    long pfn = present.nextIn(0);
    while (pfn < present.end() && present.nextOut(pfn) - pfn < frames) {
      pfn = present.nextIn(present.nextOut(pfn));
    }
    assertThat(pfn).as("a run of %d present frames", frames).isLessThan(present.end());
    return pfn << Page.SHIFT;
  }

  /** What an implementation keeps of pages does not change with what was made of them. */
  @Test
  default void whatWasReadIsTheCallersOwn() throws IOException {
    MemoryModel model = model();
    PhysicalMemory memory = open(model);
    long address = firstPresentRun(model, 2) + 16;
    for (int length : new int[] {8, 4096}) {
      byte[] first = new byte[length];
      memory.read(address, first, 0, length);
      Arrays.fill(first, (byte) 0x55);
      requireSame(model, memory, address, length);
    }
  }

  @Test
  default void theHighestFramesAreReadAsOthers() throws IOException {
    long limit = addressLimit();
    MemoryModel model =
        MemoryModel.random(
            2,
            Set.of(),
            new PhysicalRange(0, 0x2000),
            new PhysicalRange(limit - 3 * Page.SIZE, limit));
    PhysicalMemory memory = open(model);
    long end = limit >>> Page.SHIFT;
    assertThat(memory.endPfn()).isEqualTo(end);
    for (long pfn : new long[] {0, 2, end - 4, end - 3, end - 1, end}) {
      assertThat(memory.state(pfn)).as("frame 0x%x", pfn).isEqualTo(model.state(pfn));
      requireSame(model, memory, (pfn << Page.SHIFT) + 4000, 200);
    }
    assertThat(memory.presentFrames()).isEqualTo(model.ramFrames());
    assertThat(memory.unreadableFrames().count()).isZero();
    assertThat(memory.ramFrames()).isEqualTo(model.ramFrames());
  }

  @Test
  default void threadsReadWhatOneReads() throws Exception {
    MemoryModel model = model();
    PhysicalMemory memory = open(model);
    ExecutorService executor = Executors.newFixedThreadPool(4);
    try {
      List<Future<Void>> readers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        readers.add(executor.submit(reader(model, memory, i)));
      }
      for (Future<Void> reader : readers) {
        reader.get();
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private static Callable<Void> reader(MemoryModel model, PhysicalMemory memory, long seed) {
    return () -> {
      Random random = new Random(seed);
      int end = (int) (model.endPfn() << Page.SHIFT) + 5000;
      for (int i = 0; i < 1500; i++) {
        int length = 1 + random.nextInt(random.nextBoolean() ? 64 : 9000);
        requireSame(model, memory, random.nextInt(end), length);
      }
      return null;
    };
  }

  /** Known without a look is only what a look confirms. */
  @Test
  default void framesKnownToBeZeroAreZero() throws IOException {
    PhysicalMemory memory = open(model());
    PfnSet zero = memory.zeroFrames();
    byte[] page = new byte[Page.SIZE];
    for (long pfn = zero.nextIn(0); pfn < zero.end(); pfn = zero.nextIn(pfn + 1)) {
      assertThat(memory.state(pfn)).isEqualTo(PageState.PRESENT);
      memory.read(pfn << Page.SHIFT, page, 0, Page.SIZE);
      assertThat(page).as("frame 0x%x", pfn).containsOnly(0);
    }
  }
}
