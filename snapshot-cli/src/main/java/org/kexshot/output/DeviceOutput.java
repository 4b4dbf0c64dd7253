package org.kexshot.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.kexshot.format.write.DumpSink;
import org.kexshot.format.write.FileSink;
import org.kexshot.linux.RawDevice;

/**
 * A block device, from its start. The first 4096 bytes, by which a dump is known, are erased at
 * once and written last. The device must not be in use; it is held as long as this is open.
 */
final class DeviceOutput implements DumpOutput {
  /** {@code S_IFMT} and {@code S_IFBLK} of {@code stat(2)}. */
  private static final int FILE_TYPE = 0170000;

  private static final int BLOCK_DEVICE = 0060000;

  private final String name;
  private final RawDevice claim;
  private final FileChannel channel;
  private final HeadLastSink sink;

  private DeviceOutput(String name, RawDevice claim, FileChannel channel) throws IOException {
    this.name = name;
    this.claim = claim;
    this.channel = channel;
    this.sink = new HeadLastSink(new FileSink(channel));
  }

  static boolean isBlockDevice(Path path) throws IOException {
    return ((int) Files.getAttribute(path, "unix:mode") & FILE_TYPE) == BLOCK_DEVICE;
  }

  static DeviceOutput open(Path device) throws IOException {
    RawDevice claim = RawDevice.openExclusively(device.toString());
    FileChannel channel = null;
    try {
      channel = FileChannel.open(device, StandardOpenOption.WRITE);
      return new DeviceOutput(device.toString(), claim, channel);
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      claim.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isSeekable() {
    return true;
  }

  @Override
  public DumpSink positions() {
    return new NamedSink(name, sink);
  }

  @Override
  public WritableByteChannel sequence() {
    return new SequentialChannel(positions());
  }

  @Override
  public void commit() throws IOException {
    sink.writeHead();
  }

  @Override
  public void close() throws IOException {
    try (claim) {
      channel.close();
    }
  }

  /** Writes what it is given one after the other. */
  private static final class SequentialChannel implements WritableByteChannel {
    private final DumpSink sink;
    private long position;

    SequentialChannel(DumpSink sink) {
      this.sink = sink;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      int length = bytes.remaining();
      sink.write(position, bytes);
      position += length;
      return length;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
