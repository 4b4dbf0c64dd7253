package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.Fault;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.linux.SparseFile;

/** Small files that claim to be large: no command does more than they are worth. */
class ClaimedSizeTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int HEADER = 32;

  @TempDir private Path directory;
  private String repository;

  @BeforeEach
  void nameRepository() {
    repository = "--repository=" + directory.resolve("repository");
  }

  /** A LiME image of one range that is a hole from its header on, but for a page at an address. */
  private Path lime(String name, long end, long length, long pageAt) throws IOException {
    Path file = directory.resolve(name);
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
      header.putInt(0x4c69_4d45).putInt(1).putLong(0).putLong(end - 1);
      bytes.write(header.array());
      bytes.setLength(length);
      bytes.seek(HEADER + pageAt);
      bytes.write("not zero".getBytes());
    }
    return file;
  }

  private void assertHarmless(Path image, long kept, long zero, long unreadable) {
    assertTimeoutPreemptively(
        SOON,
        () -> {
          String file = image.toString();
          CommandRun info = CommandRun.of("info", "--json", file);
          assertThat(info.code()).isEqualTo(ExitCode.INCOMPLETE.number());
          JsonNode pages = info.json().get("pages");
          assertThat(pages.get("kept").asLong()).isEqualTo(kept + zero);
          assertThat(pages.get("unreadable").asLong()).isEqualTo(unreadable);
          CommandRun added = CommandRun.of("import", "--json", file, repository);
          assertThat(added.code()).as(added.err()).isZero();
          JsonNode stored = added.json().get("pages");
          assertThat(stored.get("kept").asLong()).isEqualTo(kept);
          assertThat(stored.get("zero").asLong()).isEqualTo(zero);
          assertThat(stored.get("unreadable").asLong()).isEqualTo(unreadable);
          assertThat(CommandRun.of("info", "latest", repository).code())
              .isEqualTo(ExitCode.INCOMPLETE.number());
          CommandRun diff = CommandRun.of("diff", "--json", file, "latest", repository);
          assertThat(diff.code()).isZero();
          JsonNode same = diff.json().get("pages");
          assertThat(same.get("same").asLong()).isEqualTo(kept + zero);
          assertThat(same.get("unknown").asLong()).isEqualTo(unreadable);
        });
  }

  @Test
  void eightKibibytesThatClaimAllOfTheAddressSpace() throws IOException {
    Path image = lime("claims", 1L << 52, 8192, 0);
    assertHarmless(image, 1, 0, (1L << 40) - 1);
  }

  /** Whose page descriptors the image lacks, so that each frame was asked about by itself. */
  @Fault("`info` takes 30 s for each TiB that is missing")
  @Test
  void fourMebibytesWithAKernelThatClaimSixteenTebibytes() throws IOException {
    Path raw = directory.resolve("raw");
    KernelFixture.write(raw);
    Path map = KernelFixture.map(raw);
    Files.writeString(map, "0-3fffff\n100000000-fffffffffff\n");
    String memory = "--map=" + map;
    Path dump = directory.resolve("dump");
    Path core = directory.resolve("core");
    assertTimeoutPreemptively(
        SOON,
        () -> {
          CommandRun info = CommandRun.of("info", "--json", raw.toString(), memory);
          assertThat(info.code()).isEqualTo(ExitCode.INCOMPLETE.number());
          assertThat(info.json().get("pages").get("kept").asLong()).isEqualTo(1024);
          assertThat(CommandRun.of("filter", "--estimate", raw.toString(), memory).code()).isZero();
          CommandRun refused = CommandRun.of("filter", raw.toString(), dump.toString(), memory);
          assertThat(refused.code()).isEqualTo(ExitCode.INPUT_OUTPUT.number());
          assertThat(refused.err()).contains("4 MiB of memory are there", "write an ELF core");
          CommandRun.of("filter", raw.toString(), core.toString(), memory, "--format=elf");
          assertThat(CommandRun.of("import", raw.toString(), memory, repository).code()).isZero();
          JsonNode compared =
              CommandRun.of("diff", "--json", "latest", core.toString(), repository)
                  .json()
                  .get("pages");
          assertThat(compared.get("same").asLong()).isEqualTo(1024);
          assertThat(compared.get("unknown").asLong()).isEqualTo((1L << 32) - (1 << 20));
          assertThat(CommandRun.of("export", "latest", dump.toString(), repository).code())
              .isEqualTo(ExitCode.INPUT_OUTPUT.number());
        });
    assertThat(dump).doesNotExist();
    assertThat(Files.size(core)).isBetween(4L << 20, 5L << 20);
  }

  @Test
  void aSparseFileOfTenTebibytes() throws IOException {
    long length = 10L << 40;
    Path image = lime("sparse", length, length + HEADER, 5L << 40);
    try (SparseFile file = SparseFile.open(image)) {
      assumeThat(file.holeBytes()).as("the file system knows holes").isGreaterThan(length / 2);
    }
    assertHarmless(image, 1, (length >>> 12) - 1, 0);
    assertThat(Files.size(image)).isEqualTo(length + HEADER);
  }
}
