package org.kexshot.kernel.integrity;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.module.ModuleSymbols;
import org.kexshot.types.KernelType;
import org.kexshot.types.Member;
import org.kexshot.types.TypeKind;

/**
 * Judges functions that code registers while the kernel runs: each must be of the kernel or of a
 * module that does not hide. Cost: one read a pointer.
 */
final class RegisteredFunctions {
  /** Structures inside structures that are looked into. */
  private static final int MAX_DEPTH = 3;

  /** A pointer to a function in a structure. */
  private record Slot(String path, long offset) {}

  private final Inspection inspection;
  private final Map<String, List<Slot>> slots = new HashMap<>();

  RegisteredFunctions(Inspection inspection) {
    this.inspection = inspection;
  }

  /** Judges every pointer to a function in a structure. */
  void judge(String list, KernelStruct struct) throws IOException {
    for (Slot slot : slots(struct.type())) {
      judge(list, struct, slot.path(), slot.offset());
    }
  }

  /** Judges a member, whatever its type. */
  void judge(String list, KernelStruct struct, String member) throws IOException {
    judge(list, struct, member, struct.member(member).offset());
  }

  private void judge(String list, KernelStruct struct, String path, long offset)
      throws IOException {
    long slot = struct.address() + offset;
    long target = inspection.image().memory().readPointer(slot);
    if (!isRight(target)) {
      String of = ModuleSymbols.describe(inspection.image(), struct.address());
      tell("%s: %s.%s".formatted(list, of, path), slot, target);
    }
  }

  /** Judges a pointer that stands alone. */
  void judge(String place, long slot) throws IOException {
    long target = inspection.image().memory().readPointer(slot);
    if (!isRight(target)) {
      tell(place, slot, target);
    }
  }

  private boolean isRight(long target) {
    inspection.looked(Subject.REGISTERED_FUNCTIONS, target == 0 ? 0 : 1);
    return target == 0 || inspection.targets().isOpen(target);
  }

  private void tell(String place, long slot, long target) throws IOException {
    inspection.leads(FindingType.HOOK, place, slot, target, "code of the kernel or a module");
  }

  private List<Slot> slots(KernelType type) {
    return slots.computeIfAbsent(
        type.spelled(),
        name -> {
          List<Slot> found = new ArrayList<>();
          gather(type, "", 0, 0, found);
          return found;
        });
  }

  private static void gather(
      KernelType type, String prefix, long offset, int depth, List<Slot> into) {
    for (Member member : type.members()) {
      String path = prefix + member.name();
      long place = offset + member.offset();
      if (member.type().isPointer()
          && member.type().target().kind() == TypeKind.FUNCTION_PROTOTYPE) {
        into.add(new Slot(path, place));
      } else if (member.type().kind() == TypeKind.STRUCT && depth < MAX_DEPTH) {
        gather(member.type(), path.isEmpty() ? "" : path + ".", place, depth + 1, into);
      }
    }
  }
}
