package org.kexshot.capture.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZOutputStream;

/** A directory of modules as {@code depmod} leaves it, its files packed in every way. */
class SnapshotDriversTest {
  private static final String RELEASE = "6.1.0-test";

  @TempDir private Path directory;

  @BeforeEach
  void makeModules() throws IOException {
    write("drivers/virtio/virtio.ko", module("virtio", RELEASE));
    write("drivers/virtio/virtio_ring.ko.gz", gzip(module("virtio_ring", RELEASE)));
    write("drivers/virtio/virtio_pci.ko.xz", xz(module("virtio_pci", RELEASE)));
    write("drivers/block/virtio-blk.ko.zst", zstd(module("virtio_blk", RELEASE)));
    write("lib/crc64.ko", module("crc64", RELEASE));
    write("drivers/other.ko", module("other", "5.0.0-other"));
    Files.writeString(
        directory.resolve("modules.dep"),
        """
        kernel/drivers/virtio/virtio.ko:
        kernel/drivers/virtio/virtio_ring.ko.gz: kernel/drivers/virtio/virtio.ko
        kernel/drivers/virtio/virtio_pci.ko.xz: kernel/drivers/virtio/virtio_ring.ko.gz kernel/drivers/virtio/virtio.ko
        kernel/drivers/block/virtio-blk.ko.zst: kernel/drivers/virtio/virtio_ring.ko.gz kernel/drivers/virtio/virtio.ko
        kernel/lib/crc64.ko:
        kernel/drivers/other.ko:
        """);
    Files.writeString(directory.resolve("modules.builtin"), "kernel/drivers/ata/libahci.ko\n");
    Files.writeString(
        directory.resolve("modules.softdep"),
        "# Soft dependencies\nsoftdep virtio_blk pre: crc64 nothing-such post: other\n");
  }

  @Test
  void whatIsNeededComesFirstAndUnpacked() throws IOException {
    List<ModuleFile> modules = drivers("virtio_pci", "virtio_blk").forKernel(RELEASE);
    assertThat(modules)
        .extracting(ModuleFile::name)
        .containsExactly("virtio", "virtio_ring", "virtio_pci", "crc64", "virtio_blk");
    for (ModuleFile module : modules) {
      assertThat(module.contents()).isEqualTo(module(module.name(), RELEASE));
    }
  }

  @Test
  void whatIsBuiltInIsNotTaken() throws IOException {
    assertThat(drivers("libahci").forKernel(RELEASE)).isEmpty();
  }

  @Test
  void aDriverThatIsBuiltInHereMayHaveNoNameThere() throws IOException {
    DeviceDrivers bridge = new DeviceDrivers(List.of("pcieportdrv"), Set.of());
    assertThat(new SnapshotDrivers("/dev/x", bridge, Optional.of(directory)).forKernel(RELEASE))
        .isEmpty();
  }

  @Test
  void aDriverThatIsNotThereIsNamed() {
    refuses(
        drivers("virtio_pci", "nvme"), RELEASE, "nvme", "/dev/x", directory.toString(), RELEASE);
  }

  @Test
  void aModuleForAnotherKernelIsNamed() {
    refuses(drivers("other"), RELEASE, "other.ko", "5.0.0-other", RELEASE, "--modules");
  }

  @Test
  void aMissingDirectoryIsNamed() {
    DeviceDrivers drivers = new DeviceDrivers(List.of("nvme"), Set.of("nvme"));
    refuses(
        new SnapshotDrivers("/dev/x", drivers, Optional.empty()),
        "0.0-never",
        "/lib/modules/0.0-never",
        "nvme",
        "--modules",
        "--no-modules");
  }

  @Test
  void withoutModulesHereAMissingDirectoryDoesNotMatter() throws IOException {
    DeviceDrivers drivers = new DeviceDrivers(List.of("nvme"), Set.of());
    assertThat(new SnapshotDrivers("/dev/x", drivers, Optional.empty()).forKernel("0.0-never"))
        .isEmpty();
  }

  @Test
  void aDirectoryWithoutListsIsNamed() throws IOException {
    Files.delete(directory.resolve("modules.dep"));
    refuses(drivers("virtio"), RELEASE, "modules.dep", "depmod");
  }

  @Test
  void damagedFilesAreNamed() throws IOException {
    byte[] xz = xz(module("virtio_pci", RELEASE));
    byte[] zstd = zstd(module("virtio_blk", RELEASE));
    byte[] gzip = gzip(module("virtio_ring", RELEASE));
    for (int length : new int[] {0, 1, 5, 20, 40}) {
      write("drivers/virtio/virtio_ring.ko.gz", gzip);
      write("drivers/virtio/virtio_pci.ko.xz", Arrays.copyOf(xz, Math.min(length, xz.length - 1)));
      refuses(drivers("virtio_pci"), RELEASE, "virtio_pci.ko.xz");
      write(
          "drivers/block/virtio-blk.ko.zst",
          Arrays.copyOf(zstd, Math.min(length, zstd.length - 1)));
      refuses(drivers("virtio_blk"), RELEASE, "virtio-blk.ko.zst");
      write(
          "drivers/virtio/virtio_ring.ko.gz",
          Arrays.copyOf(gzip, Math.min(length, gzip.length - 1)));
      refuses(drivers("virtio_ring"), RELEASE, "virtio_ring.ko.gz");
    }
    write("drivers/virtio/virtio.ko", "no object".getBytes(StandardCharsets.US_ASCII));
    refuses(drivers("virtio"), RELEASE, "virtio.ko", "ELF");
  }

  private SnapshotDrivers drivers(String... names) {
    return new SnapshotDrivers(
        "/dev/x", new DeviceDrivers(List.of(names), Set.of(names)), Optional.of(directory));
  }

  private static void refuses(SnapshotDrivers drivers, String release, String... words) {
    assertThatThrownBy(() -> drivers.forKernel(release))
        .isExactlyInstanceOf(IOException.class)
        .hasMessageContainingAll(words);
  }

  private void write(String file, byte[] contents) throws IOException {
    Path path = directory.resolve("kernel").resolve(file);
    Files.createDirectories(path.getParent());
    Files.write(path, contents);
  }

  /** As much of a module as is looked at, and something to unpack. */
  private static byte[] module(String name, String release) {
    return ("\177ELF"
            + name.repeat(500)
            + "\0vermagic="
            + release
            + " SMP mod_unload \0name="
            + name)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  /** As the kernel's build does it: {@code xz --check=crc32 --lzma2=dict=1MiB}. */
  private static byte[] xz(byte[] bytes) throws IOException {
    LZMA2Options options = new LZMA2Options();
    options.setDictSize(1 << 20);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new XZOutputStream(packed, options, XZ.CHECK_CRC32)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private static byte[] zstd(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new ZstdOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }
}
