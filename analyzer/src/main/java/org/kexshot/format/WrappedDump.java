package org.kexshot.format;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/** A dump that says what another one says, but for what it knows better. */
interface WrappedDump extends Dump {
  /** The other one, which is closed with it. */
  Dump inner();

  @Override
  default String formatName() {
    return inner().formatName();
  }

  @Override
  default Architecture architecture() {
    return inner().architecture();
  }

  @Override
  default PhysicalMemory memory() {
    return inner().memory();
  }

  @Override
  default Optional<Vmcoreinfo> vmcoreinfo() {
    return inner().vmcoreinfo();
  }

  @Override
  default ElfNotes notes() {
    return inner().notes();
  }

  @Override
  default List<String> problems() {
    return inner().problems();
  }

  @Override
  default Optional<Instant> takenAt() {
    return inner().takenAt();
  }

  @Override
  default Optional<LiveReading> liveReading() {
    return inner().liveReading();
  }

  @Override
  default Optional<Integer> dumpLevel() {
    return inner().dumpLevel();
  }

  @Override
  default void close() throws IOException {
    inner().close();
  }
}
