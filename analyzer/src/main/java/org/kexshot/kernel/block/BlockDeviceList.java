package org.kexshot.kernel.block;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.bytes;
import static org.kexshot.kind.Attribute.bytesIfPresent;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.flag;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_COMPARED;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.COMPARED;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.address.Page;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.PartialItem;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.fs.DeviceNumber;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;

/**
 * Reads the block devices: each has an inode in the file system that is theirs. Of kernels before
 * 5.12 only those that are open, which had one. Source: {@code block/bdev.c}, {@code
 * include/linux/blk_types.h}, {@code include/linux/blkdev.h}.
 */
public final class BlockDeviceList {
  /** Block devices, as {@code /proc/partitions} lists them, those without a medium too. */
  public static final ObjectKind<BlockDevice> KIND =
      ObjectKind.of(
          "disk",
          "disks",
          "List the block devices of an image: disks and their partitions.",
          BlockDeviceList::read,
          BlockDevice::name,
          List.of(
              column("DISK", text("name", BlockDevice::name, BOOT_IDENTITY, IDENTITY, INDEXED)),
              column("DEVICE", text("device", BlockDevice::device, BOOT_COMPARED, INDEXED)),
              column(">SIZE", bytes("size", BlockDevice::bytes, COMPARED, INDEXED)),
              column(
                  "MODE",
                  BlockDevice::shownMode,
                  flag("readOnly", BlockDevice::readOnly, COMPARED, INDEXED)),
              column(">READ-AHEAD", bytesIfPresent("readAhead", BlockDevice::readAhead, COMPARED)),
              column("SCHEDULER", text("scheduler", BlockDevice::scheduler, COMPARED, INDEXED)),
              meaning(
                  "of its struct block_device",
                  address("address", BlockDevice::address, INDEXED))));

  private static final int SECTOR = 512;

  /** {@code BD_PARTNO} and {@code BD_READ_ONLY} of {@code __bd_flags}, since 6.10. */
  private static final long PARTITION = 0xff;

  private static final long READ_ONLY = 0x100;

  private final KernelImage image;
  private final Problems problems = new Problems();
  private final List<BlockDevice> devices = new ArrayList<>();

  private BlockDeviceList(KernelImage image) {
    this.image = image;
  }

  /**
   * Reads all of them, by name. Cost: some reads each.
   *
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public static Listing<BlockDevice> read(KernelImage image) throws IOException {
    BlockDeviceList list = new BlockDeviceList(image);
    OptionalLong symbol = image.symbols().findData("blockdev_superblock");
    if (symbol.isEmpty()) {
      // Without CONFIG_BLOCK there are none.
      return new Listing<>(List.of(), List.of());
    }
    list.readInodes(image.struct("super_block", image.memory().readPointer(symbol.getAsLong())));
    list.devices.sort(Comparator.comparing(BlockDevice::name));
    return new Listing<>(list.devices, list.problems.list(), list.problems.isWhole());
  }

  private void readInodes(KernelStruct superBlock) throws IOException {
    long list = image.offset("inode", "i_sb_list");
    long inode = image.offset("bdev_inode", "vfs_inode");
    long device = image.offset("bdev_inode", "bdev");
    new LinkedNodes(image.memory(), problems)
        .circular(
            "the list of block devices",
            superBlock.addressOf("s_inodes"),
            node -> readDevice(image.struct("block_device", node - list - inode + device)));
  }

  private void readDevice(KernelStruct device) throws IOException {
    Optional<KernelStruct> disk = device.follow("bd_disk");
    if (disk.isEmpty()) {
      // Of the file system itself, or of one that is closed.
      return;
    }
    String name = name(disk.get(), partition(device));
    PartialItem parts = new PartialItem(problems, "block device " + name);
    Optional<KernelStruct> queue = disk.get().follow("queue");
    devices.add(
        new BlockDevice(
            name,
            DeviceNumber.text(device.number("bd_dev")),
            sectors(device) * SECTOR,
            isReadOnly(device),
            parts.read("what is read ahead", () -> readAhead(disk.get())),
            queue.isEmpty()
                ? Optional.empty()
                : parts.read("the scheduler", () -> scheduler(queue.get())),
            device.address()));
  }

  /** With the partition before 4.13. */
  private static long partition(KernelStruct device) throws IOException {
    if (device.has("__bd_flags.counter")) {
      return device.number("__bd_flags.counter") & PARTITION;
    }
    return device.has("bd_partno")
        ? device.number("bd_partno")
        : device.target("bd_part").number("partno");
  }

  /** A digit at the end of the disk's name is kept apart ({@code disk_name}). */
  private static String name(KernelStruct disk, long partition) throws IOException {
    String name = disk.text("disk_name");
    if (partition == 0) {
      return name;
    }
    boolean digit = !name.isEmpty() && Character.isDigit(name.charAt(name.length() - 1));
    return name + (digit ? "p" : "") + partition;
  }

  /** In a structure of its own before 5.11. */
  private static long sectors(KernelStruct device) throws IOException {
    return device.has("bd_nr_sectors")
        ? device.number("bd_nr_sectors")
        : device.target("bd_part").number("nr_sects");
  }

  private static boolean isReadOnly(KernelStruct device) throws IOException {
    if (device.has("__bd_flags.counter")) {
      return (device.number("__bd_flags.counter") & READ_ONLY) != 0;
    }
    return device.has("bd_read_only")
        ? device.number("bd_read_only") != 0
        : device.target("bd_part").number("policy") != 0;
  }

  /** With the queue before 5.15. */
  private static long readAhead(KernelStruct disk) throws IOException {
    KernelStruct owner = disk.has("bdi") ? disk : disk.target("queue");
    KernelStruct bdi = owner.target(disk.has("bdi") ? "bdi" : "backing_dev_info");
    return bdi.number("ra_pages") << Page.SHIFT;
  }

  private static String scheduler(KernelStruct queue) throws IOException {
    Optional<KernelStruct> elevator = queue.follow("elevator");
    return elevator.isEmpty() ? "none" : elevator.get().target("type").text("elevator_name");
  }
}
