package org.kexshot.owner;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.mm.PageDescriptor;
import org.kexshot.kernel.mm.PageDescriptors;

/**
 * All that is known of one page frame.
 *
 * @param pfn its number
 * @param owner who uses it
 * @param descriptor its page descriptor; empty if it has none
 * @param flags names of the descriptor's flags
 */
public record FrameReport(
    long pfn, FrameOwner owner, Optional<PageDescriptor> descriptor, List<String> flags) {
  /**
   * Looks a frame up.
   *
   * @throws IOException if page descriptors cannot be found, or this one is not in the image
   */
  public static FrameReport of(KernelImage image, long pfn) throws IOException {
    PageDescriptors descriptors = new PageDescriptors(image);
    FrameOwner owner = FrameOwners.of(image).owner(pfn);
    long address = descriptors.address(pfn);
    if (address == 0) {
      return new FrameReport(pfn, owner, Optional.empty(), List.of());
    }
    PageDescriptor page = descriptors.read(address);
    return new FrameReport(pfn, owner, Optional.of(page), descriptors.flagNames(page.flags()));
  }
}
