package org.kexshot.kernel.bpf;

import java.util.List;
import java.util.Optional;

/**
 * A BPF program or map.
 *
 * @param map whether it is a map
 * @param id as {@code bpftool} shows it
 * @param name at most 15 bytes; may be empty
 * @param type e.g. {@code BPF_PROG_TYPE_XDP}, {@code BPF_MAP_TYPE_HASH}
 * @param detail what there is to say of it, in words
 * @param code kernel virtual address of a program's machine code, or its interpreter; 0 for a map
 * @param maps ids of the maps that a program uses
 * @param address kernel virtual address of its {@code bpf_prog} or {@code bpf_map}
 */
public record BpfObject(
    boolean map,
    long id,
    String name,
    String type,
    String detail,
    long code,
    List<Long> maps,
    long address) {
  public BpfObject {
    maps = List.copyOf(maps);
  }

  /** What it is, with its id, name and type. */
  String title() {
    return "%s %d  %s  %s  %s".formatted(map ? "map" : "program", id, name, type, detail);
  }

  Optional<Long> machineCode() {
    return map ? Optional.empty() : Optional.of(code);
  }
}
