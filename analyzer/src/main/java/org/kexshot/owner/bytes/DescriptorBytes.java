package org.kexshot.owner.bytes;

import java.io.IOException;
import java.util.Optional;
import org.kexshot.address.Page;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.mm.PageDescriptors;
import org.kexshot.kernel.typing.Certainty;
import org.kexshot.kernel.typing.Typing;
import org.kexshot.owner.OwnerKind;
import org.kexshot.types.KernelType;
import org.kexshot.types.MemberLookup;

/** The owners of bytes of page descriptors: each is a {@code struct page}. */
final class DescriptorBytes {
  private final PageDescriptors descriptors;
  private final Optional<Typing> typing;
  private final MemberLookup members;

  DescriptorBytes(KernelImage image) throws IOException {
    this.descriptors = new PageDescriptors(image);
    KernelType page = image.type("page");
    this.typing = Optional.of(new Typing(page, 1, Certainty.BTF));
    this.members = new MemberLookup(page, page.size());
  }

  /**
   * The owners of a frame's bytes.
   *
   * @param place its kernel virtual address
   */
  FrameBytes of(long place) {
    return offset -> at(place, offset);
  }

  private ByteOwner at(long place, int offset) {
    int size = descriptors.size();
    long pfn = descriptors.pfn(place + offset);
    long address = pfn < 0 ? place : descriptors.address(pfn);
    boolean known = pfn >= 0;
    int start = (int) Math.max(0, known ? address - place : offset);
    int end = (int) Math.min(Page.SIZE, known ? address + size - place : offset + 1);
    return new ByteOwner(
        OwnerKind.PAGE_DESCRIPTORS,
        "",
        "",
        known ? typing : Optional.empty(),
        known ? members : null,
        start,
        end,
        known ? place + start - address : 0,
        place + start,
        ByteOwner.Use.UNKNOWN);
  }
}
