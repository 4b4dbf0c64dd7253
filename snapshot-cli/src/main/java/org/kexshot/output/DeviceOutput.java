package org.kexshot.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.kexshot.device.BlockDevice;
import org.kexshot.device.ForeignContents;
import org.kexshot.format.write.DumpSink;
import org.kexshot.format.write.FileSink;
import org.kexshot.linux.RawDevice;

/**
 * A block device, from its start. The first 4096 bytes, by which a dump is known, are erased at
 * once and written last. The device must not be in use; it is held as long as this is open.
 */
final class DeviceOutput implements DumpOutput {
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

  /**
   * Opens it.
   *
   * @param entry the device's
   * @param overwrite whether it may be one that holds a file system or suchlike
   */
  static DeviceOutput open(Path device, BlockDevice entry, boolean overwrite) throws IOException {
    Optional<String> use = entry.use();
    if (use.isPresent()) {
      throw unusable(device, "in use: " + use.get());
    }
    RawDevice claim = RawDevice.openExclusively(device.toString());
    FileChannel channel = null;
    try {
      ForeignContents contents = ForeignContents.of(device);
      if (!overwrite && !contents.isEmpty()) {
        throw unusable(
            device,
            "it holds %s, which the dump would destroy; insist with --overwrite"
                .formatted(contents.inWords()));
      }
      contents.erase(claim, entry.size());
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

  private static IOException unusable(Path device, String why) {
    return new IOException("%s: %s; or name another".formatted(device, why));
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
