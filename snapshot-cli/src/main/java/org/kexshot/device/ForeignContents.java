package org.kexshot.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.io.ByteRegion;
import org.kexshot.io.FileRegion;
import org.kexshot.linux.RawDevice;

/**
 * What a block device is known to hold: data that would be lost if it were written to. The label of
 * a snapshot device and dumps are not among it.
 *
 * @param signatures in the order of their offsets
 * @param partitions names of those that the kernel knows on it, such as {@code sda1}
 */
public record ForeignContents(List<FoundSignature> signatures, List<String> partitions) {
  /** Length in bytes of either end of a device, where all but a few signatures lie. */
  private static final long END = 1 << 20;

  public ForeignContents {
    signatures = List.copyOf(signatures);
    partitions = List.copyOf(partitions);
  }

  /** Looks at a block device: some 200 small reads. */
  public static ForeignContents of(Path device) throws IOException {
    Optional<BlockDevice> entry = BlockDevice.of(device);
    try (FileRegion region = FileRegion.open(device)) {
      return new ForeignContents(
          signaturesOn(region), entry.isPresent() ? entry.get().partitions() : List.of());
    }
  }

  /** Looks for all signatures that are known. */
  static List<FoundSignature> signaturesOn(ByteRegion device) throws IOException {
    List<FoundSignature> found = new ArrayList<>();
    for (Signature signature : Signatures.ALL) {
      found.addAll(signature.findOn(device));
    }
    found.sort(Comparator.comparingLong(FoundSignature::offset));
    return found;
  }

  public boolean isEmpty() {
    return signatures.isEmpty() && partitions.isEmpty();
  }

  /** For messages: what it is, with the offsets of the signatures, and the partitions. */
  public String inWords() {
    Map<String, List<String>> offsets = new LinkedHashMap<>();
    for (FoundSignature signature : signatures) {
      offsets
          .computeIfAbsent(signature.contents(), contents -> new ArrayList<>())
          .add("0x%x".formatted(signature.offset()));
    }
    List<String> words = new ArrayList<>();
    offsets.forEach(
        (contents, at) -> words.add("%s (at %s)".formatted(contents, String.join(", ", at))));
    if (!partitions.isEmpty()) {
      words.add("partitions (%s)".formatted(String.join(", ", partitions)));
    }
    return String.join(" and ", words);
  }

  /**
   * Erases it: the signatures, and a MiB at either end for what belongs to them, so that nothing
   * takes the device for what it was. Then has the kernel forget the partitions.
   *
   * @param device opened exclusively
   * @param size the device's in bytes
   */
  public void erase(RawDevice device, long size) throws IOException {
    if (isEmpty()) {
      return;
    }
    for (FoundSignature signature : signatures) {
      long start = signature.offset() & -RawDevice.BLOCK;
      device.zero(start, Math.min(RawDevice.BLOCK, size - start));
    }
    long tail = Math.max(0, size - END) & -RawDevice.BLOCK;
    device.zero(0, Math.min(END, size));
    device.zero(tail, size - tail);
    device.flush();
    if (!partitions.isEmpty()) {
      device.rereadPartitions();
    }
  }
}
