package org.kexshot.kexec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.linux.KernelSymbols;
import org.kexshot.linux.SystemCalls;
import org.kexshot.memory.VirtualMemory;

/**
 * The place that the running kernel has for a kexec image: one at a time, whoever loaded it. Where
 * it is and how it is laid out holds until the next boot, so that it need be found only once.
 *
 * @param pointer virtual address of {@code kexec_image}
 * @param offsets in bytes of members of {@code struct kimage}, the preserve-context flag's in bits
 */
public record ImageSlot(long pointer, Map<String, Integer> offsets) {
  private static final Path LOADED = Path.of("/sys/kernel/kexec_loaded");
  private static final String STRUCT = "kimage";
  private static final String HEAD = "head";
  private static final String CONTROL_PAGE = "control_code_page";
  private static final String SEGMENT_COUNT = "nr_segments";
  private static final String SEGMENTS = "segment";
  private static final String PRESERVES_CONTEXT = "preserve_context";
  private static final String POINTER = "pointer";
  private static final String PREFIX = "slot.";
  private static final int WORDS_OF_SEGMENT = 4;

  public ImageSlot {
    offsets = Map.copyOf(offsets);
  }

  /**
   * Finds it.
   *
   * @param symbols with {@link RunningKernel#KEXEC_IMAGE} among those looked up
   * @throws JumpException {@link JumpException.Reason#CANNOT_JUMP} if the kernel does not show it,
   *     for then nothing would tell what a jump enters
   */
  public static ImageSlot find(KernelSymbols symbols, KernelLayouts layouts) throws IOException {
    long pointer =
        symbols
            .address(RunningKernel.KEXEC_IMAGE)
            .orElseThrow(
                () ->
                    new JumpException(
                        JumpException.Reason.CANNOT_JUMP,
                        "/proc/kallsyms has no kexec_image, which tells what a jump enters:"
                            + " CONFIG_KALLSYMS_ALL is needed"));
    Map<String, Integer> offsets = new LinkedHashMap<>();
    for (String member : List.of(HEAD, CONTROL_PAGE, SEGMENT_COUNT, SEGMENTS)) {
      offsets.put(member, layouts.offset(STRUCT, member));
    }
    offsets.put(PRESERVES_CONTEXT, layouts.bitOffset(STRUCT, PRESERVES_CONTEXT));
    return new ImageSlot(pointer, offsets);
  }

  /** Whether any image is loaded, by whomever; a kernel without kexec has none. */
  public static boolean isOccupied() throws IOException {
    return isOccupied(LOADED);
  }

  /** The same as a file of the kernel tells. */
  static boolean isOccupied(Path loaded) throws IOException {
    try {
      return Files.readString(loaded).strip().equals("1");
    } catch (NoSuchFileException noKexec) {
      return false;
    }
  }

  /**
   * What is loaded; empty if nothing is.
   *
   * @param kernel the running kernel's memory
   * @throws org.kexshot.memory.MemoryFault if it cannot be read
   */
  public Optional<KexecImage> read(VirtualMemory kernel) throws IOException {
    long image = kernel.readPointer(pointer);
    if (image == 0) {
      return Optional.empty();
    }
    long count = word(kernel, image + at(SEGMENT_COUNT));
    if (count < 0 || count > SystemCalls.KEXEC_SEGMENT_MAX) {
      throw new IOException(
          "kexec_image at 0x%x: %d segments, at most %d expected: not laid out as its BTF says"
              .formatted(image, count, SystemCalls.KEXEC_SEGMENT_MAX));
    }
    List<KexecImage.Segment> segments = new ArrayList<>();
    int size = kernel.pointerSize();
    for (int i = 0; i < count; i++) {
      long segment = image + at(SEGMENTS) + (long) i * WORDS_OF_SEGMENT * size;
      segments.add(
          new KexecImage.Segment(
              word(kernel, segment),
              word(kernel, segment + size),
              word(kernel, segment + 2L * size),
              word(kernel, segment + 3L * size)));
    }
    int bit = at(PRESERVES_CONTEXT);
    int flags = kernel.readBytes(image + bit / Byte.SIZE, 1)[0];
    return Optional.of(
        new KexecImage(
            image,
            word(kernel, image + at(HEAD)),
            word(kernel, image + at(CONTROL_PAGE)),
            (flags >> bit % Byte.SIZE & 1) == 1,
            segments));
  }

  private int at(String member) {
    return offsets.get(member);
  }

  private static long word(VirtualMemory kernel, long address) throws IOException {
    return kernel.readPointer(address);
  }

  /** As values of a record. */
  Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(PREFIX + POINTER, Long.toHexString(pointer));
    offsets.forEach((member, offset) -> values.put(PREFIX + member, offset.toString()));
    return values;
  }

  /** What {@link #values} gave. */
  static ImageSlot of(Map<String, String> values) {
    Map<String, Integer> offsets = new LinkedHashMap<>();
    for (String member : List.of(HEAD, CONTROL_PAGE, SEGMENT_COUNT, SEGMENTS, PRESERVES_CONTEXT)) {
      offsets.put(member, Integer.valueOf(values.get(PREFIX + member)));
    }
    return new ImageSlot(Long.parseUnsignedLong(values.get(PREFIX + POINTER), 16), offsets);
  }
}
