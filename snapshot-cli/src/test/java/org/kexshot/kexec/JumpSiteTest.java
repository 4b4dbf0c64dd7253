package org.kexshot.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.ElfNotes;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.memory.VirtualMemory;

class JumpSiteTest {
  private static final long CONTROL_PAGE = 0x3000;
  private static final long RETURN_ADDRESS = 0x1010;
  private static final long STACK = 0xffff_8880_0000_2000L;
  private static final long LIST = 0x1_2345_6002L;
  private static final ControlPage LAYOUT = new ControlPage(0x800, 0x830);

  private final ByteBuffer memory = ByteBuffer.allocate(0x4000).order(ByteOrder.LITTLE_ENDIAN);

  @Test
  void findsTheListWhereBothWaysAgree() throws IOException {
    assertThat(site(LAYOUT).pageList(LIST)).isEqualTo(LIST);
  }

  @Test
  void refusesAListThatTheControlPageContradicts() {
    assertThatThrownBy(() -> site(LAYOUT).pageList(LIST + 0x1000))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("0x123457002")
        .hasMessageContaining("0x123456002");
  }

  @Test
  void takesWhatTheKernelToldWhereTheLayoutIsNotKnown() throws IOException {
    JumpSite site = site(new ControlPage(ControlPage.UNKNOWN, ControlPage.UNKNOWN));
    assertThat(site.pageList(LIST + 0x1000)).isEqualTo(LIST + 0x1000);
    assertThat(site.registers(virtual())).isEqualTo(ElfNotes.none());
  }

  @Test
  void readsTheRegistersOffTheStack() throws IOException {
    memory.position(0x2000);
    for (long value : new long[] {0x246, 15, 14, 13, 12, 6, 3, 0xffff_ffff_8106_1234L}) {
      memory.putLong(value);
    }
    ElfNotes.Note note = site(LAYOUT).registers(virtual()).notes().get(0);
    ByteBuffer status = ByteBuffer.wrap(note.descriptor()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(status.limit()).isEqualTo(336);
    // pr_reg in the order of struct user_regs_struct
    assertThat(status.getLong(112)).as("r15").isEqualTo(15);
    assertThat(status.getLong(112 + 8 * 4)).as("rbp").isEqualTo(6);
    assertThat(status.getLong(112 + 8 * 16)).as("rip").isEqualTo(0xffff_ffff_8106_1234L);
    assertThat(status.getLong(112 + 8 * 17)).as("cs").isEqualTo(0x10);
    assertThat(status.getLong(112 + 8 * 18)).as("eflags").isEqualTo(0x246);
    assertThat(status.getLong(112 + 8 * 19)).as("rsp").isEqualTo(STACK + 64);
  }

  @Test
  void knowsNoWayBackBeforeTheJump() {
    assertThatThrownBy(() -> JumpSite.find(physical(), Architecture.X86_64, LAYOUT, RETURN_ADDRESS))
        .hasMessageContaining("no way back");
  }

  private JumpSite site(ControlPage layout) {
    memory.putLong((int) RETURN_ADDRESS, CONTROL_PAGE + 0x123);
    memory.putLong((int) CONTROL_PAGE + 0x800, STACK);
    memory.putLong((int) CONTROL_PAGE + 0x830, LIST);
    try {
      return JumpSite.find(physical(), Architecture.X86_64, layout, RETURN_ADDRESS);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private PhysicalMemory physical() {
    return new PhysicalMemory() {
      @Override
      public List<PhysicalRange> ram() {
        return List.of(PhysicalRange.ofLength(0, memory.capacity()));
      }

      @Override
      public PageState state(long pfn) {
        return PageState.PRESENT;
      }

      @Override
      public void read(long physicalAddress, byte[] into, int offset, int length) {
        memory.get((int) physicalAddress, into, offset, length);
      }
    };
  }

  private VirtualMemory virtual() {
    return new VirtualMemory() {
      @Override
      public int pointerSize() {
        return 8;
      }

      @Override
      public void read(long address, byte[] into, int offset, int length) {
        memory.get((int) (address - STACK) + 0x2000, into, offset, length);
      }
    };
  }
}
