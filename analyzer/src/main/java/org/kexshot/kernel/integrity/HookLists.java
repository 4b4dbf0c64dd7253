package org.kexshot.kernel.integrity;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;

/**
 * Checks the lists and tables in which the kernel keeps what others have registered with it: packet
 * handlers, protocols, program formats, file systems, notifiers, soft interrupts, tracers of
 * functions. Source: where the symbol named is defined.
 */
final class HookLists {
  /** How structures hang together. */
  private enum Shape {
    /** An array of heads of circular lists. */
    CIRCULAR,
    /** Structures each of which points to the next. */
    CHAIN,
    /** An array of pointers to structures. */
    POINTERS,
    /** An array of structures. */
    ARRAY
  }

  /**
   * A list or table.
   *
   * @param symbol where it starts
   * @param count of heads, pointers or structures
   * @param struct what is registered
   * @param link the member by which one hangs on the next
   */
  private record Table(Shape shape, String symbol, int count, String struct, String link) {}

  private static final List<Table> TABLES =
      List.of(
          new Table(Shape.CIRCULAR, "ptype_all", 1, "packet_type", "list"),
          new Table(Shape.CIRCULAR, "ptype_base", 16, "packet_type", "list"),
          new Table(Shape.CIRCULAR, "offload_base", 1, "packet_offload", "list"),
          new Table(Shape.CIRCULAR, "tcp_cong_list", 1, "tcp_congestion_ops", "list"),
          new Table(Shape.CIRCULAR, "proto_list", 1, "proto", "node"),
          new Table(Shape.CIRCULAR, "formats", 1, "linux_binfmt", "lh"),
          new Table(Shape.CIRCULAR, "syscore_ops_list", 1, "syscore_ops", "node"),
          new Table(Shape.CHAIN, "file_systems", 1, "file_system_type", "next"),
          new Table(Shape.CHAIN, "ftrace_ops_list", 1, "ftrace_ops", "next"),
          new Table(Shape.POINTERS, "net_families", 46, "net_proto_family", ""),
          new Table(Shape.POINTERS, "inet_protos", 256, "net_protocol", ""),
          new Table(Shape.POINTERS, "inet6_protos", 256, "inet6_protocol", ""),
          new Table(Shape.POINTERS, "inet_offloads", 256, "net_offload", ""),
          new Table(Shape.POINTERS, "inet6_offloads", 256, "net_offload", ""),
          new Table(Shape.ARRAY, "softirq_vec", 10, "softirq_action", ""));

  /** Chains of notifiers, by the kind of their heads. */
  private static final List<List<String>> NOTIFIERS =
      List.of(
          List.of("die_chain", "atomic_notifier_head"),
          List.of("panic_notifier_list", "atomic_notifier_head"),
          List.of("keyboard_notifier_list", "atomic_notifier_head"),
          List.of("vt_notifier_list", "atomic_notifier_head"),
          List.of("restart_handler_list", "atomic_notifier_head"),
          List.of("netevent_notif_chain", "atomic_notifier_head"),
          List.of("inet6addr_chain", "atomic_notifier_head"),
          List.of("reboot_notifier_list", "blocking_notifier_head"),
          List.of("module_notify_list", "blocking_notifier_head"),
          List.of("inetaddr_chain", "blocking_notifier_head"),
          List.of("inetaddr_validator_chain", "blocking_notifier_head"),
          List.of("usb_notifier_list", "blocking_notifier_head"),
          List.of("crypto_chain", "blocking_notifier_head"),
          List.of("oom_notify_list", "blocking_notifier_head"),
          List.of("pm_chain_head", "blocking_notifier_head"),
          List.of("task_exit_notifier", "blocking_notifier_head"),
          List.of("netdev_chain", "raw_notifier_head"),
          List.of("cpu_chain", "raw_notifier_head"));

  private final Inspection inspection;
  private final KernelImage image;
  private final RegisteredFunctions functions;
  private final SymbolChoice choice;

  HookLists(Inspection inspection, RegisteredFunctions functions) {
    this.inspection = inspection;
    this.image = inspection.image();
    this.functions = functions;
    this.choice = new SymbolChoice(inspection);
  }

  /** Checks what of them the kernel has. */
  void check() throws IOException {
    for (Table table : TABLES) {
      OptionalLong start = start(table);
      if (start.isPresent() && image.types().findStruct(table.struct()).isPresent()) {
        inspection.attempt(table.symbol(), () -> check(table, start.getAsLong()));
      }
    }
    for (List<String> chain : NOTIFIERS) {
      OptionalLong start = choice.pointers(chain.get(0), image.memory().pointerSize());
      if (start.isPresent() && image.types().findStruct(chain.get(1)).isPresent()) {
        inspection.attempt(chain.get(0), () -> checkNotifiers(chain, start.getAsLong()));
      }
    }
  }

  private OptionalLong start(Table table) throws IOException {
    int word = image.memory().pointerSize();
    return switch (table.shape()) {
      case CIRCULAR -> choice.heads(table.symbol(), table.count());
      case CHAIN, POINTERS, ARRAY -> choice.pointers(table.symbol(), (long) table.count() * word);
    };
  }

  private void check(Table table, long start) throws IOException {
    int word = image.memory().pointerSize();
    String name = table.symbol();
    String struct = table.struct();
    switch (table.shape()) {
      case CIRCULAR -> {
        for (int i = 0; i < table.count(); i++) {
          list(name, start + 2L * i * word, struct, table.link());
        }
      }
      case CHAIN -> {
        // Since Linux 7.3 file systems hang on a list of nodes, whose first member is the next one.
        boolean nodes = image.type(struct).member(table.link()).isEmpty();
        long offset = image.offset(struct, nodes ? "list" : table.link());
        long back = nodes ? offset : 0;
        inspection
            .lists()
            .chain(
                name,
                start,
                offset - back,
                at -> functions.judge(name, image.struct(struct, at - back)));
      }
      case POINTERS -> {
        for (int i = 0; i < table.count(); i++) {
          long target = image.memory().readPointer(start + (long) i * word);
          if (target != 0) {
            functions.judge("%s[%d]".formatted(name, i), image.struct(struct, target));
          }
        }
      }
      case ARRAY -> {
        long size = image.type(struct).size();
        for (int i = 0; i < table.count(); i++) {
          functions.judge(name, image.struct(struct, start + i * size));
        }
      }
    }
  }

  /** Judges what hangs on a head of a circular list. */
  void list(String name, long head, String struct, String link) throws IOException {
    long offset = image.offset(struct, link);
    inspection
        .lists()
        .circular(name, head, node -> functions.judge(name, image.struct(struct, node - offset)));
  }

  private void checkNotifiers(List<String> chain, long start) throws IOException {
    String name = chain.get(0);
    inspection
        .lists()
        .chain(
            name,
            image.struct(chain.get(1), start).addressOf("head"),
            image.offset("notifier_block", "next"),
            at -> functions.judge(name, image.struct("notifier_block", at)));
  }
}
