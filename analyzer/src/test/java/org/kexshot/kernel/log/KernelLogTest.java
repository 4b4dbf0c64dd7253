package org.kexshot.kernel.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;
import org.kexshot.types.TypeException;

/** A ring of 4 descriptors and 64 bytes of text, written as {@code prb_reserve} would. */
class KernelLogTest {
  private static final int COUNT_BITS = 2;
  private static final int TEXT_BITS = 6;
  private static final int COMMITTED = 1;
  private static final int FINALIZED = 2;
  private static final int REUSABLE = 3;

  private static final String LAYOUT =
      """
      OFFSET(printk_ringbuffer.desc_ring)=0
      OFFSET(printk_ringbuffer.text_data_ring)=24
      SIZE(prb_desc)=12
      OFFSET(prb_desc.state_var)=0
      OFFSET(prb_desc.text_blk_lpos)=4
      OFFSET(prb_desc_ring.count_bits)=0
      OFFSET(prb_desc_ring.descs)=4
      OFFSET(prb_desc_ring.infos)=8
      OFFSET(prb_desc_ring.head_id)=12
      OFFSET(prb_desc_ring.tail_id)=16
      OFFSET(prb_data_blk_lpos.begin)=0
      OFFSET(prb_data_blk_lpos.next)=4
      OFFSET(prb_data_ring.size_bits)=0
      OFFSET(prb_data_ring.data)=4
      SIZE(printk_info)=32
      OFFSET(printk_info.seq)=0
      OFFSET(printk_info.ts_nsec)=8
      OFFSET(printk_info.text_len)=16
      OFFSET(printk_info.caller_id)=20
      """;

  private final FakeKernel kernel = new FakeKernel();
  private long ring;
  private long descriptors;
  private long infos;
  private long text;

  @BeforeEach
  void layOutTheRing() {
    ring = kernel.allocate(48);
    descriptors = kernel.allocate(12 << COUNT_BITS);
    infos = kernel.allocate(32 << COUNT_BITS);
    text = kernel.allocate(1 << TEXT_BITS);
    long pointer = kernel.allocate(4);
    kernel.number(pointer, ring, 4);
    kernel.number(ring, COUNT_BITS, 4);
    kernel.number(ring + 4, descriptors, 4);
    kernel.number(ring + 8, infos, 4);
    kernel.number(ring + 24, TEXT_BITS, 4);
    kernel.number(ring + 28, text, 4);
    kernel.info("SYMBOL(prb)=%x\n".formatted(pointer)).info(LAYOUT);
  }

  private void span(long tail, long head) {
    kernel.number(ring + 16, tail, 4);
    kernel.number(ring + 12, head, 4);
  }

  private void descriptor(
      long id, int state, long begin, long next, int textLength, long sequence) {
    long slot = id & (1 << COUNT_BITS) - 1;
    long descriptor = descriptors + 12 * slot;
    kernel.number(descriptor, (long) state << 30 | id & 0x3fff_ffff, 4);
    kernel.number(descriptor + 4, begin, 4);
    kernel.number(descriptor + 8, next, 4);
    long info = infos + 32 * slot;
    kernel.number(info, sequence, 8);
    kernel.number(info + 8, 1_000_000 * sequence, 8);
    kernel.number(info + 16, textLength, 2);
    kernel.number(info + 18, 3, 1);
    kernel.number(info + 19, 6 << 5 | 2, 1);
    kernel.number(info + 20, 0x8000_0001L, 4);
  }

  private void textAt(int position, String line) {
    kernel.bytes(text + position, line.getBytes(StandardCharsets.US_ASCII));
  }

  private Listing<LogRecord> read() throws IOException {
    return KernelLog.read(kernel.open());
  }

  @Test
  void readsRecordsInOrderAlsoOverTheWrap() throws Exception {
    // Identifiers and positions pass the end of 32 bits, as they do early in every boot.
    span(0x3fff_fffeL, 1);
    descriptor(0x3fff_fffeL, FINALIZED, 0xffff_ffc0L, 0xffff_ffccL, 5, 10);
    textAt(4, "first");
    descriptor(0x3fff_ffffL, FINALIZED, 0xffff_fff0L, 0x10, 9, 11);
    textAt(4, "first");
    descriptor(0, FINALIZED, 3, 3, 0, 12);
    descriptor(1, COMMITTED, 0x20, 0x2c, 6, 13);
    textAt(0x24, "fourth");

    Listing<LogRecord> log = read();
    assertThat(log.problems()).isEmpty();
    assertThat(log.items())
        .extracting(LogRecord::sequence, LogRecord::text)
        .containsExactly(
            tuple(10L, "first"), tuple(11L, "first\0\0\0\0"), tuple(12L, ""), tuple(13L, "fourth"));
    assertThat(log.items().get(0)).isEqualTo(new LogRecord(10, 10_000_000, 3, 6, "C1", "first"));
  }

  @Test
  void excludesWhatIsReservedReusedOrLost() throws Exception {
    span(4, 7);
    descriptor(4, 0, 0, 16, 4, 1);
    descriptor(5, REUSABLE, 0, 16, 4, 2);
    descriptor(2, FINALIZED, 0, 16, 4, 3);
    descriptor(7, FINALIZED, 1, 1, 4, 4);
    Listing<LogRecord> log = read();
    assertThat(log.items()).isEmpty();
    assertThat(log.problems()).isEmpty();
  }

  @Test
  void aBlockEndingExactlyAtTheRingsEndDoesNotWrap() throws Exception {
    span(0, 0);
    descriptor(0, FINALIZED, 0x30, 0x40, 12, 1);
    textAt(0x34, "exactly here");
    assertThat(read().items()).extracting(LogRecord::text).containsExactly("exactly here");
  }

  @Test
  void damageIsToldAndTheRestRead() throws Exception {
    span(0, 0x30);
    descriptor(0, FINALIZED, 0, 0, 4, 1);
    descriptor(1, FINALIZED, 0, 0x10, 400, 2);
    textAt(4, "kept");
    Listing<LogRecord> log = read();
    assertThat(log.items()).hasSize(1);
    assertThat(log.items().get(0).text()).startsWith("kept").hasSize(12);
    assertThat(log.problems())
        .hasSize(2)
        .anySatisfy(problem -> assertThat(problem).contains("49 descriptors from its tail"))
        .anySatisfy(problem -> assertThat(problem).contains("block of -4 bytes"));

    kernel.number(ring, 77, 4);
    assertThatThrownBy(this::read)
        .isInstanceOf(TypeException.class)
        .hasMessageContaining("count_bits")
        .hasMessageContaining("77");
  }

  @Test
  void olderKernelsRecordsLieOneBehindTheOther() throws Exception {
    FakeKernel old = new FakeKernel();
    long buffer = old.allocate(64);
    long variables = old.allocate(16);
    old.number(variables, buffer, 4);
    old.number(variables + 4, 64, 4);
    old.number(variables + 8, 32, 4);
    old.number(variables + 12, 24, 4);
    old.info(
        """
        SYMBOL(log_buf)=%x
        SYMBOL(log_buf_len)=%x
        SYMBOL(log_first_idx)=%x
        SYMBOL(log_next_idx)=%x
        SIZE(printk_log)=16
        OFFSET(printk_log.ts_nsec)=0
        OFFSET(printk_log.len)=8
        OFFSET(printk_log.text_len)=10
        """
            .formatted(variables, variables + 4, variables + 8, variables + 12));
    record32(old, buffer + 32, 7, "old");
    record32(old, buffer, 8, "newer");
    Listing<LogRecord> log = KernelLog.read(old.open());
    assertThat(log.problems()).isEmpty();
    assertThat(log.items())
        .containsExactly(
            new LogRecord(0, 7, 1, 4, "", "old"), new LogRecord(1, 8, 1, 4, "", "newer"));

    old.number(buffer + 8, 4, 2);
    assertThat(KernelLog.read(old.open()).problems())
        .hasSize(1)
        .first()
        .asString()
        .contains("does not end at its next record");
  }

  private static void record32(FakeKernel kernel, long at, long nanos, String line) {
    kernel.number(at, nanos, 8);
    kernel.number(at + 8, 24, 2);
    kernel.number(at + 10, line.length(), 2);
    kernel.number(at + 14, 1, 1);
    kernel.number(at + 15, 4 << 5, 1);
    kernel.bytes(at + 16, line.getBytes(StandardCharsets.US_ASCII));
  }

  /** A ring that claims 2^30 descriptors is not asked for each of them. */
  @Test
  void aRingThatClaimsFarMoreThanThereIsEnds() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          kernel.number(ring, 30, 4);
          span(0, 0x3fff_fffe);
          Listing<LogRecord> log = read();
          assertThat(log.problems()).last().asString().contains("so that the rest was not read");
        });
  }

  /** Before 5.10; an empty record sends to the start of the buffer, which is empty too. */
  @Test
  void aBufferOfNoLengthEnds() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          FakeKernel older = new FakeKernel();
          long variables = older.allocate(16);
          older.number(variables, older.allocate(64), 4);
          older.number(variables + 12, 32, 4);
          older.info(
              """
              SYMBOL(log_buf)=%x
              SYMBOL(log_buf_len)=%x
              SYMBOL(log_first_idx)=%x
              SYMBOL(log_next_idx)=%x
              SIZE(printk_log)=16
              OFFSET(printk_log.ts_nsec)=0
              OFFSET(printk_log.len)=8
              OFFSET(printk_log.text_len)=10
              """
                  .formatted(variables, variables + 4, variables + 8, variables + 12));
          assertThat(KernelLog.read(older.open()).problems())
              .singleElement()
              .asString()
              .contains("does not end");
        });
  }
}
