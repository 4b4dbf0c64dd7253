package org.kexshot.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.compress.Codec;
import org.kexshot.compress.Codecs;
import org.kexshot.format.Dump;
import org.kexshot.format.open.DumpFiles;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How long it takes to pack a block of 16 pages, as a repository stores them, and to unpack it
 * again: of 512 blocks of the dump {@code -Dkexshot.dump}, spread over it, in one thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BlockPackingBenchmark {
  private static final int BLOCKS = 512;
  private static final int BLOCK_BYTES = 16 * Page.SIZE;

  /** What a codec is called here. */
  public enum Kind {
    ZSTD(Codecs::zstd),
    ZLIB(Zlib::new),
    LZ4(Codecs::lz4),
    SNAPPY(Codecs::snappy);

    private final Supplier<Codec> codec;

    Kind(Supplier<Codec> codec) {
      this.codec = codec;
    }
  }

  /** Bytes packed, of those that they were, in thousandths. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Size {
    public long perMille;
  }

  @Param Kind kind;

  private final List<byte[]> blocks = new ArrayList<>();
  private Codec codec;
  private byte[] packed;
  private byte[] unpacked;

  @Setup
  public void read() throws IOException {
    try (Dump dump = DumpFiles.open(Path.of(System.getProperty("kexshot.dump")))) {
      PfnSet present = dump.memory().presentFrames();
      for (int i = 0; i < BLOCKS; i++) {
        blocks.add(block(dump, present, present.end() / (BLOCKS + 1) * i));
      }
    }
    codec = kind.codec.get();
    packed = new byte[codec.packedBound(BLOCK_BYTES)];
    unpacked = new byte[BLOCK_BYTES];
  }

  private static byte[] block(Dump dump, PfnSet present, long from) throws IOException {
    byte[] block = new byte[BLOCK_BYTES];
    long pfn = from;
    for (int i = 0; i < block.length; i += Page.SIZE) {
      pfn = present.nextIn(pfn);
      dump.memory().read(pfn++ << Page.SHIFT, block, i, Page.SIZE);
    }
    return block;
  }

  @TearDown
  public void close() {
    codec.close();
  }

  @Benchmark
  @OperationsPerInvocation(BLOCKS)
  public long pack(Size size) {
    long bytes = 0;
    for (byte[] block : blocks) {
      bytes += codec.pack(block, 0, BLOCK_BYTES, packed, 0);
    }
    size.perMille = bytes * 1000 / (BLOCKS * (long) BLOCK_BYTES);
    return bytes;
  }

  @Benchmark
  @OperationsPerInvocation(BLOCKS)
  public long packAndCheck() throws DataFormatException {
    long bytes = 0;
    for (byte[] block : blocks) {
      int length = codec.pack(block, 0, BLOCK_BYTES, packed, 0);
      bytes += codec.unpack(packed, 0, length, unpacked, 0, BLOCK_BYTES);
    }
    return bytes;
  }

  /** The JDK's, which is native code. */
  private static final class Zlib implements Codec {
    @Override
    public int packedBound(int length) {
      return length + length / 100 + 64;
    }

    @Override
    public int pack(byte[] bytes, int offset, int length, byte[] into, int at) {
      Deflater deflater = new Deflater(Deflater.BEST_SPEED);
      try {
        deflater.setInput(bytes, offset, length);
        deflater.finish();
        return deflater.deflate(into, at, into.length - at);
      } finally {
        deflater.end();
      }
    }

    @Override
    public int unpack(byte[] packed, int offset, int length, byte[] into, int at, int room)
        throws DataFormatException {
      Inflater inflater = new Inflater();
      try {
        inflater.setInput(packed, offset, length);
        return inflater.inflate(into, at, room);
      } finally {
        inflater.end();
      }
    }

    @Override
    public void close() {}
  }
}
