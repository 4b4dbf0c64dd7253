package org.kexshot.kernel.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kexshot.Fault;
import org.kexshot.diff.object.ObjectComparison;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;

/** The file system's own device, a disk, and a partition of another whose name ends in a digit. */
class BlockDeviceListTest {
  private final FakeKernel kernel = new FakeKernel();
  private long superBlock;
  private long queue;
  private long whole;

  /** Where a kernel keeps what a device is. */
  private enum Form {
    OF_5_10("bd_part: *hd_struct", "bd_partno: unsigned char"),
    OF_6_1(
        "bd_partno: unsigned char",
        "bd_read_only: unsigned char",
        "bd_nr_sectors: unsigned long long"),
    OF_6_12("__bd_flags: atomic_t", "bd_nr_sectors: unsigned long long");

    private final List<String> members;

    Form(String... members) {
      this.members = List.of(members);
    }
  }

  private void layOut(Form form) throws IOException {
    kernel
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define("super_block", "s_inodes: list_head")
        .define("inode", "i_ino: unsigned int", "i_sb_list: list_head")
        .define("elevator_type", "elevator_name: char[16]")
        .define("elevator_queue", "type: *elevator_type")
        .define("backing_dev_info", "ra_pages: unsigned int")
        .define("request_queue", "elevator: *elevator_queue", "backing_dev_info: *backing_dev_info")
        .define("gendisk", "disk_name: char[32]", "queue: *request_queue")
        .define("hd_struct", "nr_sects: unsigned long long", "policy: int")
        .define("atomic_t", "counter: unsigned int");
    List<String> members = new ArrayList<>(List.of("bd_dev: unsigned int", "bd_disk: *gendisk"));
    members.addAll(form.members);
    kernel
        .define("block_device", members.toArray(String[]::new))
        .define("bdev_inode", "bdev: block_device", "vfs_inode: inode");
    superBlock = kernel.allocate("super_block");
    long variable = kernel.allocate(4);
    kernel.number(variable, superBlock, 4);
    kernel.symbol("blockdev_superblock", variable);
    queue = queue(16);
    whole = device(disk("vda", queue), 254 << 20);
    long part = device(disk("nvme0n1", queue(0)), 259 << 20 | 2);
    kernel.ring(
        superBlock + kernel.offset("super_block", "s_inodes"),
        node(part),
        node(device(0, 0)),
        node(whole));
    describe(form, part, 2, 2048, 1);
    describe(form, whole, 0, 4096, 0);
  }

  private long queue(int readAhead) throws IOException {
    long made = kernel.allocateOnOwnPage("request_queue");
    long bdi = kernel.allocate("backing_dev_info");
    kernel.set(made, "request_queue", "backing_dev_info", bdi);
    kernel.set(bdi, "backing_dev_info", "ra_pages", readAhead);
    return made;
  }

  private long disk(String name, long queue) throws IOException {
    long made = kernel.allocate("gendisk");
    kernel.text(made, "gendisk", "disk_name", name);
    kernel.set(made, "gendisk", "queue", queue);
    return made;
  }

  private long device(long of, int number) throws IOException {
    long made = kernel.allocateOnOwnPage("bdev_inode");
    kernel.set(made, "bdev_inode", "bdev.bd_disk", of);
    kernel.set(made, "bdev_inode", "bdev.bd_dev", number);
    return made;
  }

  private long node(long device) throws IOException {
    return device + kernel.offset("bdev_inode", "vfs_inode.i_sb_list");
  }

  private void describe(Form form, long device, int number, long sectors, int readOnly)
      throws IOException {
    switch (form) {
      case OF_5_10 -> {
        long part = kernel.allocate("hd_struct");
        set(device, "bd_part", part);
        set(device, "bd_partno", number);
        kernel.set(part, "hd_struct", "nr_sects", sectors);
        kernel.set(part, "hd_struct", "policy", readOnly);
      }
      case OF_6_1 -> {
        set(device, "bd_nr_sectors", sectors);
        set(device, "bd_partno", number);
        set(device, "bd_read_only", readOnly);
      }
      case OF_6_12 -> {
        set(device, "bd_nr_sectors", sectors);
        set(device, "__bd_flags.counter", number | readOnly << 8);
      }
    }
  }

  private void set(long device, String member, long value) throws IOException {
    kernel.set(device, "bdev_inode", "bdev." + member, value);
  }

  private Listing<BlockDevice> read() throws IOException {
    return BlockDeviceList.read(kernel.open());
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void listsDisksAndPartitions(Form form) throws Exception {
    layOut(form);
    long elevator = kernel.allocate("elevator_queue");
    long type = kernel.allocate("elevator_type");
    kernel.text(type, "elevator_type", "elevator_name", "mq-deadline");
    kernel.set(elevator, "elevator_queue", "type", type);
    kernel.set(queue, "request_queue", "elevator", elevator);
    assertThat(read().problems()).isEmpty();
    assertThat(read().items())
        .extracting(
            BlockDevice::name,
            BlockDevice::device,
            BlockDevice::bytes,
            BlockDevice::readOnly,
            BlockDevice::readAhead,
            BlockDevice::scheduler)
        .containsExactly(
            tuple("nvme0n1p2", "259:2", 1L << 20, true, Optional.of(0L), Optional.of("none")),
            tuple(
                "vda", "254:0", 2L << 20, false, Optional.of(65536L), Optional.of("mq-deadline")));
  }

  @Fault("A disk that was made read-only or given another scheduler is not told")
  @Test
  void oneThatWasMadeReadOnlyHasChanged() throws Exception {
    layOut(Form.OF_6_1);
    Listing<BlockDevice> before = read();
    set(whole, "bd_read_only", 1);
    assertThat(new ObjectComparison<>(BlockDeviceList.KIND, true).between(before, read()).changed())
        .hasSize(1);
  }

  @Test
  void whatADiskIsToldMayBeMissing() throws Exception {
    layOut(Form.OF_6_1);
    kernel.exclude(queue);
    Listing<BlockDevice> devices = read();
    assertThat(devices.problems()).isNotEmpty();
    BlockDevice vda = devices.items().get(1);
    assertThat(vda.name()).isEqualTo("vda");
    assertThat(vda.readAhead()).isEmpty();
    assertThat(vda.scheduler()).isEmpty();
  }

  @Test
  void aKernelWithoutBlockDevicesHasNone() throws Exception {
    assertThat(read().items()).isEmpty();
    assertThat(read().problems()).isEmpty();
  }
}
