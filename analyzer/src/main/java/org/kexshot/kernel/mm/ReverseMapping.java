package org.kexshot.kernel.mm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.RedBlackTree;

/** Finds the memory areas that may hold the pages of an {@code anon_vma}. */
public final class ReverseMapping {
  private ReverseMapping() {}

  /** The areas ({@code struct vm_area_struct}); those that can be read, if memory is damaged. */
  public static List<KernelStruct> areas(KernelImage image, long anonVma) throws IOException {
    List<KernelStruct> areas = new ArrayList<>();
    long node = image.offset("anon_vma_chain", "rb");
    new RedBlackTree(image, new Problems())
        .forEach(
            "an anon_vma's areas",
            image.struct("anon_vma", anonVma).addressOf("rb_root"),
            at -> image.struct("anon_vma_chain", at - node).follow("vma").ifPresent(areas::add));
    return areas;
  }
}
