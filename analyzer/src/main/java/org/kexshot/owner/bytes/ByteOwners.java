package org.kexshot.owner.bytes;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.address.Page;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.mm.DirectMap;
import org.kexshot.kernel.module.ModuleSymbols;
import org.kexshot.kernel.process.AreaNames;
import org.kexshot.kernel.typing.SymbolTypes;
import org.kexshot.memory.MemoryFault;
import org.kexshot.owner.FrameOwner;
import org.kexshot.owner.FrameOwners;
import org.kexshot.owner.OwnerKind;
import org.kexshot.symbols.SortedSymbols;
import org.kexshot.symbols.SymbolTable;
import org.kexshot.types.TypeException;

/**
 * Says of each byte of a page frame whose it is, more finely than {@link FrameOwners} says it of
 * frames: of slabs which object, of the kernel's and modules' data which variable, of per-cpu
 * memory whose variable's copy, of page descriptors which one; of the rest the frame's owner. Cost:
 * that of {@link FrameOwners#owner}, and of a slab its chain of free objects. For one thread.
 */
public final class ByteOwners {
  private static final int REMEMBERED_AREAS = 4096;

  private final KernelImage image;
  private final FrameOwners frames;
  private final DirectMap directMap;
  private final SlabBytes slabs;
  private final SymbolBytes variables;
  private final SymbolBytes moduleVariables;
  private final PerCpuBytes perCpu;
  private final DescriptorBytes descriptors;
  private final AreaNames areas;
  private final Map<Long, String> areaNames =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
          return size() > REMEMBERED_AREAS;
        }
      };

  /**
   * Prepares to answer.
   *
   * @param frames of the same image
   * @throws IOException if symbols or types cannot be found
   */
  public ByteOwners(KernelImage image, FrameOwners frames) throws IOException {
    this.image = image;
    this.frames = frames;
    this.directMap = new DirectMap(image);
    SymbolTypes types = new SymbolTypes(image);
    this.slabs = new SlabBytes(image, frames, directMap);
    this.variables = new SymbolBytes(image.symbols(), types);
    this.moduleVariables = new SymbolBytes(moduleSymbols(image), types);
    this.perCpu = new PerCpuBytes(image, types);
    this.descriptors = new DescriptorBytes(image);
    this.areas = new AreaNames(image);
  }

  /** None where they cannot be read: then modules' bytes are owned by their modules. */
  private static SymbolTable moduleSymbols(KernelImage image) {
    try {
      return ModuleSymbols.of(image);
    } catch (IOException unknown) {
      return new SortedSymbols(List.of());
    }
  }

  /**
   * The owners of a frame's bytes.
   *
   * @throws IOException if the underlying file fails; what the image merely lacks leaves names and
   *     types empty
   */
  public FrameBytes of(long pfn) throws IOException {
    try {
      return of(pfn, frames.owner(pfn));
    } catch (MemoryFault | TypeException absent) {
      return whole(
          new FrameOwner(OwnerKind.UNKNOWN, "", 0), "", directMap.address(pfn << Page.SHIFT));
    }
  }

  private FrameBytes of(long pfn, FrameOwner owner) throws IOException {
    long place = owner.place() == 0 ? directMap.address(pfn << Page.SHIFT) : owner.place();
    return switch (owner.kind()) {
      case SLAB -> slabs.of(pfn, owner);
      case KERNEL_DATA, KERNEL_READ_ONLY, KERNEL_TEXT ->
          variables.of(owner.kind(), (pfn << Page.SHIFT) + image.paging().textOffset(), "");
      case MODULE -> moduleVariables.of(owner.kind(), place, owner.name());
      case PER_CPU -> perCpu.of(owner, place);
      case PAGE_DESCRIPTORS -> descriptors.of(place);
      case ANONYMOUS -> whole(owner, area(pfn), owner.place());
      case PAGE_CACHE, SHARED_MEMORY -> whole(owner, "", owner.place());
      default -> whole(owner, "", place);
    };
  }

  private static FrameBytes whole(FrameOwner owner, String area, long place) {
    ByteOwner all =
        new ByteOwner(
            owner.kind(),
            owner.name(),
            area,
            Optional.empty(),
            null,
            0,
            Page.SIZE,
            0,
            place,
            owner.kind() == OwnerKind.FREE ? ByteOwner.Use.FREE : ByteOwner.Use.UNKNOWN);
    return offset -> all;
  }

  private String area(long pfn) throws IOException {
    Optional<KernelStruct> area = frames.area(pfn);
    if (area.isEmpty()) {
      return "";
    }
    String name = areaNames.get(area.get().address());
    if (name == null) {
      name = name(area.get());
      areaNames.put(area.get().address(), name);
    }
    return name;
  }

  private String name(KernelStruct area) throws IOException {
    try {
      return areas.of(area.target("vm_mm"), area);
    } catch (MemoryFault absent) {
      return "";
    }
  }
}
