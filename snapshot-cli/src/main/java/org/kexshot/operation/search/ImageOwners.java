package org.kexshot.operation.search;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.kexshot.address.Page;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.memory.MemoryFault;
import org.kexshot.operation.Image;
import org.kexshot.owner.FrameOwner;
import org.kexshot.owner.FrameOwners;
import org.kexshot.owner.bytes.ByteOwner;
import org.kexshot.owner.bytes.ByteOwners;
import org.kexshot.paging.PagedMemory;
import org.kexshot.paging.Translation;

/**
 * The owners of one image's pages, found out when they are first asked for; none if its kernel
 * cannot be read. For one thread.
 */
final class ImageOwners implements NextPages, Closeable {
  private final SearchedImages images;
  private final int index;
  private final Consumer<String> told;
  private Image image;
  private KernelImage kernel;
  private FrameOwners frames;
  private ByteOwners bytes;
  private boolean unknown;

  /**
   * @param told is told why owners are not known
   */
  ImageOwners(SearchedImages images, int index, Consumer<String> told) {
    this.images = images;
    this.index = index;
    this.told = told;
  }

  private boolean open() throws IOException {
    if (frames == null && !unknown) {
      try {
        image = images.open(index);
        kernel = image.kernel();
        frames = FrameOwners.of(kernel);
        bytes = new ByteOwners(kernel, frames);
      } catch (IOException noKernel) {
        unknown = true;
        told.accept(
            "%s: owners are not known: %s"
                .formatted(images.reference(index), noKernel.getMessage()));
      }
    }
    return !unknown;
  }

  /** Whose a byte of a frame is. */
  Optional<ByteOwner> owner(long frame, int offset) throws IOException {
    return open() ? Optional.of(bytes.of(frame).at(offset)) : Optional.empty();
  }

  @Override
  public long after(long frame) throws IOException {
    if (!open()) {
      return NONE;
    }
    try {
      FrameOwner owner = frames.owner(frame);
      return switch (owner.kind()) {
        case ANONYMOUS -> mapped(space(frame), owner.place());
        case MODULE, VMALLOC -> mapped(Optional.of(kernel.memory()), owner.place());
        default -> NONE;
      };
    } catch (MemoryFault absent) {
      return NONE;
    }
  }

  private Optional<PagedMemory> space(long frame) throws IOException {
    Optional<KernelStruct> area = frames.area(frame);
    return area.isEmpty()
        ? Optional.empty()
        : Optional.of(kernel.paging().user(area.get().target("vm_mm").pointer("pgd"), "virtual"));
  }

  private static long mapped(Optional<PagedMemory> space, long place) throws IOException {
    if (space.isEmpty() || place == 0) {
      return NONE;
    }
    long next = place + Page.SIZE;
    Translation page = space.get().translate(next);
    return page.isMapped() ? page.physical(next) >>> Page.SHIFT : NONE;
  }

  @Override
  public void close() throws IOException {
    if (image != null) {
      images.release(image);
    }
  }
}
