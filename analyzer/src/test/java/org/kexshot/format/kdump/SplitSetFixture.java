package org.kexshot.format.kdump;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.kexshot.address.PfnSet;
import org.kexshot.format.ImageFixture;

/** Makes files of split sets, which {@link KdumpWriter} does not write. */
public final class SplitSetFixture {
  private SplitSetFixture() {}

  public static KdumpDump open(byte[] file) throws IOException {
    return KdumpDump.open(ImageFixture.region(file), () -> {});
  }

  /**
   * One file of a set, as {@code makedumpfile} writes it: all headers and bitmaps, and descriptors
   * and pages of its own frames.
   *
   * @param later seconds after the whole dump's time
   */
  public static byte[] part(byte[] whole, long start, long end, int later) throws IOException {
    KdumpHeader header = KdumpHeader.decode(ImageFixture.region(whole));
    KdumpDump dump = open(whole);
    PfnSet described = dump.memory().presentFrames();
    described.addAll(dump.memory().unreadableFrames());
    long first = described.below(start).count();
    long count = described.below(end).count() - first;
    int table = (int) header.descriptorOffset();
    ByteBuffer file =
        ByteBuffer.allocate(whole.length + (int) count * 4096).order(ByteOrder.LITTLE_ENDIAN);
    file.put(whole, 0, table);
    KdumpLayout layout = header.layout();
    file.putInt(layout.timeSeconds(), (int) header.takenAt().getEpochSecond() + later);
    file.putInt(4096 + layout.split(), 1);
    file.putLong(4096 + layout.startPfn64(), start).putLong(4096 + layout.endPfn64(), end);
    ByteBuffer from = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
    int data = table + (int) count * KdumpLayout.DESCRIPTOR_SIZE;
    for (int i = 0; i < count; i++) {
      int at = table + (int) (first + i) * KdumpLayout.DESCRIPTOR_SIZE;
      int size = from.getInt(at + 8);
      file.position(table + i * KdumpLayout.DESCRIPTOR_SIZE);
      file.putLong(size == 0 ? 0 : data).putInt(size).putInt(from.getInt(at + 12)).putLong(0);
      file.position(data).put(whole, (int) from.getLong(at), size);
      data += size;
    }
    byte[] bytes = new byte[data];
    file.get(0, bytes);
    return bytes;
  }
}
