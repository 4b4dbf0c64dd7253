package org.kexshot.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.kexec.BareMachine;
import org.kexshot.kexec.IdentityMap;
import org.kexshot.kexec.Purgatory;
import org.kexshot.kexec.boot.BootProtocol;

/**
 * What becomes of a peer that panics, on a machine with nothing else: the peer is the few
 * instructions that its kernel enters then.
 */
class LostPeerIT {
  private static final int PURGATORY = 0x40_0000;
  private static final int TABLES = 0x42_0000;
  private static final int GDT_SOURCE = 0x4f_0000;
  private static final int PEER = 0x50_0000;
  private static final int NOTHING = 0x58_0000;
  private static final int LOW_COPY = 0x60_0000;
  private static final int LOW_END = 0x9_f000;

  /** Within low memory, and no place of the firmware's. */
  private static final int LOW_START = 0x1000;

  private static final int LENGTH = LOW_END - LOW_START;

  private final byte[] own = new byte[LENGTH];
  private final byte[] theirs = new byte[LENGTH];

  private Purgatory lay(ByteBuffer memory, BootProtocol protocol, int kernel) throws Exception {
    Purgatory purgatory = Purgatory.load(protocol);
    memory.put(
        PURGATORY,
        purgatory.fill(
            kernel,
            0,
            GDT_SOURCE,
            0,
            TABLES,
            new PhysicalRange(LOW_COPY, LOW_COPY + LOW_END),
            List.of()));
    memory.put(
        TABLES, IdentityMap.of(List.of(new PhysicalRange(0, 1L << 30)), 4, false).encode(TABLES));
    PanicReturn panic = new PanicReturn(PURGATORY + purgatory.offset("lose"), TABLES);
    ByteBuffer code = panic.code(protocol.architecture());
    memory.put(PEER, code, 0, code.remaining());
    Arrays.fill(theirs, (byte) 7);
    memory.put(LOW_COPY + LOW_START, theirs);
    return purgatory;
  }

  private void lowMemoryIsAsItWas(ByteBuffer memory) {
    memory.get(LOW_COPY + LOW_START, own);
    assertThat(own).as("the peer's").isEqualTo(theirs);
    memory.get(LOW_START, own);
    assertThat(own).as("the system's").isNotEqualTo(theirs);
  }

  @ParameterizedTest
  @EnumSource
  void theOtherSystemGoesOn(BootProtocol protocol) throws Exception {
    try (BareMachine machine = new BareMachine()) {
      ByteBuffer memory = machine.memory();
      Purgatory purgatory = lay(memory, protocol, PEER);
      run(machine, protocol, purgatory);
      assertThat(memory.getInt(PURGATORY + purgatory.offset("b_lost"))).isEqualTo(1);
      lowMemoryIsAsItWas(memory);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLostPeerIsNotGoneTo(BootProtocol protocol) throws Exception {
    try (BareMachine machine = new BareMachine()) {
      ByteBuffer memory = machine.memory();
      Purgatory purgatory = lay(memory, protocol, NOTHING);
      memory.putInt(PURGATORY + purgatory.offset("b_lost"), 1);
      run(machine, protocol, purgatory);
      lowMemoryIsAsItWas(memory);
    }
  }

  private static void run(BareMachine machine, BootProtocol protocol, Purgatory purgatory)
      throws Exception {
    Architecture architecture = protocol.architecture();
    machine.run(architecture, PURGATORY + purgatory.offset("enter"));
  }
}
