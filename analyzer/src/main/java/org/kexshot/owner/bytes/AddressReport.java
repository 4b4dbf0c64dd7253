package org.kexshot.owner.bytes;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.kexshot.address.Page;
import org.kexshot.kernel.KernelImage;
import org.kexshot.memory.MemoryFault;
import org.kexshot.owner.FrameOwner;
import org.kexshot.owner.FrameOwners;
import org.kexshot.owner.FrameReport;
import org.kexshot.symbols.SymbolException;
import org.kexshot.types.MemberPlace;
import org.kexshot.types.TypeException;

/**
 * Whose the byte at an address is, and all that is known of its page frame.
 *
 * @param address as it was asked for: of the kernel, of a process, or physical
 * @param frame its page frame, whose owner is that of the byte
 * @param object the variable, the object of a slab cache or the page descriptor that the byte is
 *     of; empty where no objects are known
 * @param offset of the byte in the object
 * @param problems why objects are not known, if something is missing
 */
public record AddressReport(
    long address,
    FrameReport frame,
    Optional<ByteOwner> object,
    long offset,
    List<String> problems) {

  /**
   * Looks an address up. Cost: that of {@link ByteOwners}.
   *
   * @param pfn of the frame that it is in
   * @throws IOException if page descriptors cannot be found, or this one is not in the image
   */
  public static AddressReport of(KernelImage image, long address, long pfn) throws IOException {
    FrameReport frame = FrameReport.of(image, pfn);
    try {
      int at = Page.offset(address);
      ByteOwner owner = new ByteOwners(image, FrameOwners.of(image)).of(pfn).at(at);
      return of(address, frame, owner, at - owner.start());
    } catch (MemoryFault | SymbolException | TypeException absent) {
      return new AddressReport(address, frame, Optional.empty(), 0, List.of(absent.getMessage()));
    }
  }

  private static AddressReport of(long address, FrameReport frame, ByteOwner owner, int within) {
    if (!owner.isKnown()) {
      return new AddressReport(address, frame, Optional.empty(), 0, List.of());
    }
    FrameOwner narrowed = new FrameOwner(owner.kind(), owner.name(), owner.place() + within);
    return new AddressReport(
        address,
        new FrameReport(frame.pfn(), narrowed, frame.descriptor(), frame.flags()),
        Optional.of(owner).filter(found -> isObject(found, frame.owner())),
        owner.objectOffset() + within,
        List.of());
  }

  /** Whether it is one of those that share a frame. */
  private static boolean isObject(ByteOwner owner, FrameOwner frame) {
    return switch (owner.kind()) {
      case SLAB -> owner.area().isEmpty();
      case PAGE_DESCRIPTORS -> owner.typing().isPresent();
      case KERNEL_DATA, KERNEL_READ_ONLY, KERNEL_TEXT -> !owner.name().isEmpty();
      case MODULE -> !owner.name().equals(frame.name());
      case PER_CPU -> !owner.name().isEmpty() && !owner.name().equals(PerCpuBytes.ALLOCATED);
      default -> false;
    };
  }

  /**
   * The innermost member that the byte is of; empty where the type is not known, or it is none's.
   */
  public Optional<String> member() {
    return object
        .map(ByteOwner::members)
        .flatMap(members -> members.at(Byte.SIZE * offset))
        .map(MemberPlace::path)
        .filter(path -> !path.isEmpty());
  }
}
