package org.kexshot.kernel.integrity;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.types.KernelType;
import org.kexshot.types.Member;

/**
 * Checks what is called for packets of each network namespace and each device: netfilter's hooks
 * and packet handlers. Source: {@code include/linux/netfilter.h}, {@code include/net/netns}, {@code
 * include/linux/netdevice.h}.
 */
final class NetworkHooks {
  /** More hooks than any namespace has at one place. */
  private static final int MAX_HOOKS = 1024;

  private final Inspection inspection;
  private final KernelImage image;
  private final RegisteredFunctions functions;
  private final HookLists lists;

  NetworkHooks(Inspection inspection, RegisteredFunctions functions, HookLists lists) {
    this.inspection = inspection;
    this.image = inspection.image();
    this.functions = functions;
    this.lists = lists;
  }

  void check() throws IOException {
    OptionalLong namespaces = image.symbols().findData("net_namespace_list");
    if (namespaces.isEmpty()) {
      return;
    }
    long link = image.offset("net", "list");
    inspection
        .lists()
        .circular(
            "the list of network namespaces",
            namespaces.getAsLong(),
            node -> checkNamespace(image.struct("net", node - link)));
  }

  private void checkNamespace(KernelStruct net) throws IOException {
    if (net.has("nf")) {
      KernelStruct netfilter = net.embedded("nf");
      for (Member member : netfilter.type().members()) {
        if (member.name().startsWith("hooks_")) {
          checkArray(netfilter, member);
        }
      }
    }
    checkHandlers(net);
    long link = image.offset("net_device", "dev_list");
    inspection
        .lists()
        .circular(
            "the list of network devices",
            net.addressOf("dev_base_head"),
            node -> checkDevice(image.struct("net_device", node - link)));
  }

  /** Arrays of hooks by protocol, an entry for each place on a packet's way. */
  private void checkArray(KernelStruct netfilter, Member hooks) throws IOException {
    KernelType type = hooks.type();
    int word = image.memory().pointerSize();
    // Each was a list before 4.14, commit 960632ece694.
    for (int i = 0; i < type.count() && type.element().isPointer(); i++) {
      long slot = netfilter.address() + hooks.offset() + (long) i * word;
      String place = "%s[%d]".formatted(hooks.name(), i);
      inspection.attempt(place, () -> checkEntries(place, image.memory().readPointer(slot)));
    }
  }

  private void checkDevice(KernelStruct device) throws IOException {
    for (String hooks : List.of("nf_hooks_ingress", "nf_hooks_egress")) {
      if (device.has(hooks)) {
        String place = hooks + " of " + device.text("name");
        inspection.attempt(place, () -> checkEntries(place, device.pointer(hooks)));
      }
    }
    checkHandlers(device);
    if (device.has("rx_handler")) {
      functions.judge("device " + device.text("name"), device, "rx_handler");
    }
  }

  /** Packet handlers of a device, or of a namespace. */
  private void checkHandlers(KernelStruct owner) throws IOException {
    for (String handlers : List.of("ptype_all", "ptype_specific")) {
      if (owner.has(handlers)) {
        lists.list(handlers, owner.addressOf(handlers), "packet_type", "list");
      }
    }
  }

  private void checkEntries(String place, long address) throws IOException {
    if (address == 0) {
      return;
    }
    KernelStruct entries = image.struct("nf_hook_entries", address);
    long first = entries.addressOf("hooks");
    long size = image.type("nf_hook_entry").size();
    long count = entries.number("num_hook_entries");
    if (count > MAX_HOOKS) {
      inspection
          .problems()
          .add("%s at 0x%x claims %d hooks; %d are read", place, address, count, MAX_HOOKS);
    }
    for (int i = 0; i < Math.min(count, MAX_HOOKS); i++) {
      KernelStruct entry = image.struct("nf_hook_entry", first + i * size);
      functions.judge("netfilter's %s[%d]".formatted(place, i), entry.address());
    }
  }
}
