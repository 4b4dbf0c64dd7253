package org.kexshot.hibernate.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FileSystemMarkTest {
  private static final long SIZE = 1L << 30;

  /** When the file system of {@link #ext} was written, and when its mark was read. */
  private static final int WRITTEN = 1000;

  private static final Instant READ = Instant.ofEpochSecond(1005);

  private static FileSystemMark mark(Consumer<ByteBuffer> contents) {
    ByteBuffer head = ByteBuffer.allocate(128 << 10).order(ByteOrder.LITTLE_ENDIAN);
    contents.accept(head);
    return FileSystemMark.of(head.clear(), SIZE, READ, "/dev/sda1");
  }

  private static void ext(ByteBuffer head) {
    head.putShort(1024 + 0x38, (short) 0xef53);
    head.putLong(1024 + 0x68, 0x1122334455667788L);
    head.putInt(1024 + 0x30, WRITTEN);
  }

  private static void btrfs(ByteBuffer head) {
    head.put(0x10040, "_BHRfS_M".getBytes());
    head.putLong(0x10020, 42);
    head.putLong(0x10048, 7);
  }

  @Test
  void aFileSystemThatIsAsItWasHasNoDifference() {
    for (Consumer<ByteBuffer> kind :
        List.<Consumer<ByteBuffer>>of(
            FileSystemMarkTest::ext, FileSystemMarkTest::btrfs, head -> head.put(0, (byte) 1))) {
      assertThat(FileSystemMark.differences(List.of(mark(kind)), List.of(mark(kind)))).isEmpty();
    }
  }

  @Test
  void ext4TellsItsTimesMountsAndState() {
    FileSystemMark before = mark(FileSystemMarkTest::ext);
    for (int field : new int[] {0x2c, 0x34, 0x3a, 0x40}) {
      FileSystemMark now =
          mark(
              head -> {
                ext(head);
                head.put(1024 + field, (byte) (head.get(1024 + field) + 1));
              });
      assertThat(FileSystemMark.differences(List.of(before), List.of(now)))
          .singleElement()
          .asString()
          .contains("was mounted or written since", before.version(), now.version());
    }
  }

  /** It may write its superblock up to the jump, and nobody else could before. */
  @Test
  void whatTheSystemItselfStillWroteIsNoDifference() {
    List<FileSystemMark> before = List.of(mark(FileSystemMarkTest::ext));
    assertThat(FileSystemMark.differences(before, List.of(mark(extWritten(1006))))).isEmpty();
    assertThat(FileSystemMark.differences(before, List.of(mark(extWritten(1060)))))
        .singleElement()
        .asString()
        .contains("written 000003e8 then", "written 00000424 now");
    assertThat(FileSystemMark.differences(before, List.of(mark(extWritten(999))))).hasSize(1);
  }

  private static Consumer<ByteBuffer> extWritten(int when) {
    return head -> {
      ext(head);
      head.putInt(1024 + 0x30, when);
    };
  }

  @Test
  void ext4sFreeBlocksAreNoDifference() {
    FileSystemMark now =
        mark(
            head -> {
              ext(head);
              head.putInt(1024 + 0xc, 77);
            });
    assertThat(FileSystemMark.differences(List.of(mark(FileSystemMarkTest::ext)), List.of(now)))
        .isEmpty();
  }

  @Test
  void btrfsTellsItsGeneration() {
    FileSystemMark now =
        mark(
            head -> {
              btrfs(head);
              head.putLong(0x10048, 8);
            });
    assertThat(FileSystemMark.differences(List.of(mark(FileSystemMarkTest::btrfs)), List.of(now)))
        .singleElement()
        .asString()
        .contains("generation 7 then, generation 8 now");
  }

  @Test
  void xfsIsKnownByItsSector() {
    Consumer<ByteBuffer> xfs = head -> head.put(0, "XFSB".getBytes()).putLong(32, 5);
    Consumer<ByteBuffer> written = xfs.andThen(head -> head.putInt(200, 1));
    assertThat(mark(xfs).kind()).isEqualTo("xfs");
    assertThat(FileSystemMark.differences(List.of(mark(xfs)), List.of(mark(written)))).hasSize(1);
  }

  @Test
  void whatIsOnNoDeviceIsADifference() {
    FileSystemMark other = mark(head -> head.put(100, (byte) 1));
    assertThat(FileSystemMark.differences(List.of(mark(FileSystemMarkTest::ext)), List.of(other)))
        .singleElement()
        .asString()
        .contains("is on no device that this system sees");
    assertThat(FileSystemMark.differences(List.of(other), List.of(mark(head -> {})))).hasSize(1);
  }

  @Test
  void anyOfSeveralDevicesServes() {
    FileSystemMark stale = mark(extWritten(1));
    FileSystemMark good = mark(FileSystemMarkTest::ext);
    assertThat(FileSystemMark.differences(List.of(good), List.of(stale, good))).isEmpty();
  }

  @Test
  void aSmallDeviceHasAMark() {
    FileSystemMark small = FileSystemMark.of(ByteBuffer.allocate(4096), 4096, READ, "/dev/ram0");
    assertThat(small.kind()).isEqualTo("other");
    assertThat(FileSystemMark.ofLine(small.toLine())).isEqualTo(small);
  }
}
