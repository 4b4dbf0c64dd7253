package org.kexshot.format;

import java.util.List;
import java.util.Optional;
import org.kexshot.memory.PhysicalMemory;

/**
 * A dump of a machine that had more memory than its file tells.
 *
 * @param inner the dump
 * @param memory its memory and what the file leaves out
 * @param problems the dump's own, and those of what it leaves out
 */
public record CompletedDump(Dump inner, PhysicalMemory memory, List<String> problems)
    implements WrappedDump {
  @Override
  public Optional<Utsname> utsname() {
    return inner.utsname();
  }
}
