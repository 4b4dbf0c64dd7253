package org.kexshot.kexec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class SavedRegistersTest {
  @Test
  void placesThoseOfI386() {
    ByteBuffer pushed = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : new int[] {0x246, 6, 5, 4, 3, 0xc104_1234}) {
      pushed.putInt(value);
    }
    ByteBuffer status =
        ByteBuffer.wrap(SavedRegisters.I386.status(0xc200_0000L, pushed.array()))
            .order(ByteOrder.LITTLE_ENDIAN);
    assertThat(status.limit()).isEqualTo(144);
    assertThat(status.getInt(72)).as("ebx").isEqualTo(3);
    assertThat(status.getInt(72 + 4 * 5)).as("ebp").isEqualTo(6);
    assertThat(status.getInt(72 + 4 * 7)).as("ds").isEqualTo(0x68);
    assertThat(status.getInt(72 + 4 * 11)).as("orig_eax").isEqualTo(-1);
    assertThat(status.getInt(72 + 4 * 12)).as("eip").isEqualTo(0xc104_1234);
    assertThat(status.getInt(72 + 4 * 15)).as("esp").isEqualTo(0xc200_0018);
  }
}
