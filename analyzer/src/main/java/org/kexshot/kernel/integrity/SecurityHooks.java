package org.kexshot.kernel.integrity;

import java.io.IOException;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.types.Member;

/**
 * Checks the functions of security modules, which the kernel asks before it lets a process do
 * something. Source: {@code include/linux/lsm_hooks.h}.
 */
final class SecurityHooks {
  private final Inspection inspection;
  private final KernelImage image;
  private final RegisteredFunctions functions;

  SecurityHooks(Inspection inspection, RegisteredFunctions functions) {
    this.inspection = inspection;
    this.image = inspection.image();
    this.functions = functions;
  }

  void check() throws IOException {
    OptionalLong heads = image.symbols().findData("security_hook_heads");
    if (heads.isPresent() && image.types().findStruct("security_hook_heads").isPresent()) {
      checkHeads(image.struct("security_hook_heads", heads.getAsLong()));
    }
    // Since 6.12 each hook has slots of static calls, commit 417c5643cd67.
    OptionalLong calls = image.symbols().findData("static_calls_table");
    if (calls.isPresent() && image.types().findStruct("lsm_static_calls_table").isPresent()) {
      checkCalls(image.struct("lsm_static_calls_table", calls.getAsLong()));
    }
  }

  private void checkHeads(KernelStruct heads) throws IOException {
    long link = image.offset("security_hook_list", "list");
    for (Member head : heads.type().members()) {
      inspection
          .lists()
          .chain(
              "security_hook_heads." + head.name(),
              heads.address() + head.offset(),
              node ->
                  functions.judge(
                      head.name(), image.struct("security_hook_list", node - link), "hook"));
    }
  }

  private void checkCalls(KernelStruct table) throws IOException {
    long size = image.type("lsm_static_call").size();
    for (Member call : table.type().members()) {
      for (int i = 0; i < call.type().count(); i++) {
        long slot = table.address() + call.offset() + i * size;
        KernelStruct entry = image.struct("lsm_static_call", slot);
        long hook = entry.pointer("hl");
        if (hook != 0) {
          functions.judge(call.name(), image.struct("security_hook_list", hook), "hook");
        }
      }
    }
  }
}
