package org.kexshot.filter;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.kexshot.filter.DescriptorLayout.CompoundForm;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * What {@link PageClassifier} asks of a page descriptor, as numbers for a program that asks it in
 * machine code: offsets, masks and values of one kernel. The dump level is folded in: a mask of
 * what the level keeps anyway is 0, and so is one of a thing that the kernel does not have. A
 * number whose name begins with {@code has} or {@code leave_out} is 1 or 0.
 */
public final class DescriptorChecks {
  private final DescriptorLayout layout;
  private final DumpLevel level;
  private final Map<String, Long> numbers = new TreeMap<>();

  private DescriptorChecks(DescriptorLayout layout, DumpLevel level) {
    this.layout = layout;
    this.level = level;
  }

  /** Bytes of a page descriptor. */
  public static int descriptorSize(Vmcoreinfo vmcoreinfo) throws MissingVmcoreinfoException {
    return (int) DescriptorLayout.required(vmcoreinfo.size("page"), "SIZE(page)");
  }

  /**
   * The numbers by their names.
   *
   * @param pointerSize 4 or 8
   * @throws MissingVmcoreinfoException if VMCOREINFO does not describe page descriptors
   */
  public static Map<String, Long> of(Vmcoreinfo vmcoreinfo, int pointerSize, DumpLevel level)
      throws MissingVmcoreinfoException {
    DescriptorChecks tests =
        new DescriptorChecks(new DescriptorLayout(vmcoreinfo, pointerSize), level);
    tests.members();
    tests.free();
    tests.compound();
    tests.cacheAndUser();
    tests.damaged();
    return Collections.unmodifiableMap(tests.numbers);
  }

  private void members() {
    put("descriptor_size", layout.size);
    offset("offset_flags", layout.flags);
    offset("offset_mapping", layout.mapping);
    offset("offset_mapcount", layout.mapcount);
    offset("offset_private", layout.privateData);
    offset("offset_compound_head", layout.compoundHead);
    put("tail_mask", layout.compoundHead == DescriptorLayout.ABSENT ? 0 : PageClassifier.TAIL);
    put("anonymous_mask", PageClassifier.MAPPING_ANON);
    put("slab_mask", layout.slabMask);
    flag("has_slab_type", layout.hasSlabType);
    put("slab_mapcount", layout.slabMapcount & 0xffff_ffffL);
    flag("leave_out_zero", level.excludesZero());
  }

  private void free() {
    flag("has_buddy", layout.hasBuddy && level.excludesFree());
    put("buddy_mapcount", layout.buddyMapcount & 0xffff_ffffL);
    put("orders", layout.orders);
    flag("has_unaccepted", layout.hasUnaccepted && level.excludesFree());
    put("unaccepted_mapcount", layout.unacceptedMapcount & 0xffff_ffffL);
  }

  private void compound() {
    put("head_mask", layout.headMask);
    put("compound_form", layout.compoundForm.ordinal());
    boolean members = layout.compoundForm == CompoundForm.ORDER_AND_DESTRUCTOR;
    boolean destructor = members && layout.compoundDestructor != DescriptorLayout.ABSENT;
    offset("compound_order", members ? layout.compoundOrder : DescriptorLayout.ABSENT);
    offset("compound_destructor", destructor ? layout.compoundDestructor : DescriptorLayout.ABSENT);
    put("compound_member_mask", layout.compoundMemberSize == 1 ? 0xff : 0xffff);
    flag("has_hugetlb", layout.hasHugetlb);
    boolean type = layout.compoundForm == CompoundForm.HUGETLB_TYPE;
    put("hugetlb", type ? layout.hugetlb & 0xffff_ffffL : layout.hugetlb);
  }

  private void cacheAndUser() {
    boolean cache = level.excludesCache();
    put("lru_mask", cache ? layout.lruMask : 0);
    put("swap_backed_mask", layout.swapBackedMask);
    put("swap_cache_mask", cache ? layout.swapCacheMask : 0);
    put("private_mask", layout.privateMask);
    flag("leave_out_private", level.excludesPrivateCache());
    flag("leave_out_user", level.excludesUser());
  }

  private void damaged() {
    put("poison_mask", layout.poisonMask);
    flag("has_offline", layout.hasOffline);
    put("offline_mapcount", layout.offlineMapcount & 0xffff_ffffL);
  }

  /** Of a member that is not there no test that could hold asks, so any offset will do. */
  private void offset(String name, int offset) {
    put(name, offset == DescriptorLayout.ABSENT ? 0 : offset);
  }

  private void flag(String name, boolean value) {
    put(name, value ? 1 : 0);
  }

  private void put(String name, long value) {
    numbers.put(name, value);
  }
}
