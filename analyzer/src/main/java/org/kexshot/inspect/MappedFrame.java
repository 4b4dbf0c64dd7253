package org.kexshot.inspect;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.memory.PageState;
import org.kexshot.owner.FrameReport;

/**
 * The page frame that an address leads to.
 *
 * @param state whether the image has it
 * @param report its descriptor and owner; empty if they cannot be told
 * @param problems why not
 */
public record MappedFrame(
    long pfn, PageState state, Optional<FrameReport> report, List<String> problems) {

  /** Looks a frame up. Cost: that of {@link FrameReport}. */
  public static MappedFrame of(KernelImage image, long pfn) {
    PageState state = image.physical().state(pfn);
    try {
      return new MappedFrame(pfn, state, Optional.of(FrameReport.of(image, pfn)), List.of());
    } catch (IOException failure) {
      return new MappedFrame(pfn, state, Optional.empty(), List.of(failure.getMessage()));
    }
  }
}
