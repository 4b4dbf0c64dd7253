package org.kexshot.kernel.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.module.CodeRanges;
import org.kexshot.kernel.text.CodeTargets;
import org.kexshot.kernel.text.GeneratedCode;

/** A network namespace with two of netfilter's hooks at one place, and one on a device. */
class NetfilterHooksTest {
  private static final long TEXT = FakeKernel.PAGE_OFFSET + 0x20_0000;
  private static final long ELSEWHERE = FakeKernel.PAGE_OFFSET + 0xb0_0040L;

  private final FakeKernel kernel = new FakeKernel();
  private final Problems problems = new Problems();
  private long incoming;
  private long ingress;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define("nf_hook_entry", "hook: *()", "priv: *char")
        .define("nf_hook_entries", "num_hook_entries: unsigned short", "hooks: nf_hook_entry[2]")
        .pointerTo("nf_hook_entries", "entries")
        .define("netns_nf", "hooks_ipv4: entries[5]")
        .define("net", "list: list_head", "dev_base_head: list_head", "nf: netns_nf")
        .define("net_device", "name: char[16]", "dev_list: list_head", "nf_hooks_ingress: entries");
    kernel.symbol("_stext", TEXT).symbol("_etext", TEXT + 0x1000).symbol("_end", TEXT + 0x2000);
    long namespaces = kernel.allocate("list_head");
    kernel.symbol("net_namespace_list", namespaces);
    long net = kernel.allocate("net");
    kernel.ring(namespaces, net);
    incoming = entries(2);
    kernel.number(net + kernel.offset("net", "nf.hooks_ipv4") + 4, incoming, 4);
    long device = kernel.allocate("net_device");
    kernel.text(device, "net_device", "name", "eth0");
    kernel.ring(
        net + kernel.offset("net", "dev_base_head"),
        device + kernel.offset("net_device", "dev_list"));
    ingress = entries(1);
    kernel.set(device, "net_device", "nf_hooks_ingress", ingress);
  }

  private long entries(int count) throws IOException {
    long entries = kernel.allocateOnOwnPage("nf_hook_entries");
    kernel.set(entries, "nf_hook_entries", "num_hook_entries", count);
    for (int i = 0; i < count; i++) {
      hook(entries, i, TEXT + 0x10);
    }
    return entries;
  }

  private void hook(long entries, int index, long function) throws IOException {
    kernel.number(entries + kernel.offset("nf_hook_entries", "hooks") + 8L * index, function, 4);
  }

  private List<Finding> check() throws IOException {
    KernelImage image = kernel.open();
    List<Finding> findings = new ArrayList<>();
    CodeTargets targets =
        new CodeTargets(image, CodeRanges.of(image), GeneratedCode.read(image, problems));
    Inspection inspection =
        new Inspection(image, targets, problems, new EnumMap<>(Subject.class), findings::add);
    RegisteredFunctions functions = new RegisteredFunctions(inspection);
    new NetworkHooks(inspection, functions, new HookLists(inspection, functions)).check();
    return findings;
  }

  @Test
  void nothingIsFoundWhereAllIsTheKernels() throws Exception {
    assertThat(check()).isEmpty();
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void hooksOfANamespaceAndOfADeviceAreFound() throws Exception {
    hook(incoming, 1, ELSEWHERE);
    hook(ingress, 0, ELSEWHERE);
    assertThat(check())
        .extracting(Finding::place)
        .containsExactly("netfilter's hooks_ipv4[1][1]", "netfilter's nf_hooks_ingress of eth0[0]");
  }

  @Test
  void hooksThatAreNotInTheImageHideNoOthers() throws Exception {
    kernel.exclude(incoming);
    hook(ingress, 0, ELSEWHERE);
    assertThat(check()).hasSize(1);
    assertThat(problems.list())
        .singleElement()
        .asString()
        .startsWith("hooks_ipv4[1]: ")
        .contains(Long.toHexString(incoming));
  }

  @Test
  void aNumberOfHooksThatCannotBeIsTold() throws Exception {
    kernel.set(ingress, "nf_hook_entries", "num_hook_entries", 0xffff);
    check();
    assertThat(problems.list()).anyMatch(problem -> problem.contains("claims 65535 hooks"));
  }
}
