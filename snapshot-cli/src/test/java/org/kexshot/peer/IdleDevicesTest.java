package org.kexshot.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdleDevicesTest {
  @TempDir private Path devices;

  private Path device(String address, String kind, int command) throws IOException {
    Path device = Files.createDirectories(devices.resolve(address));
    Files.writeString(device.resolve("class"), kind + "\n");
    byte[] configuration = new byte[64];
    configuration[4] = (byte) command;
    configuration[5] = 5;
    Files.write(device.resolve("config"), configuration);
    return device;
  }

  private static int command(Path device) throws IOException {
    byte[] configuration = Files.readAllBytes(device.resolve("config"));
    assertThat(configuration).hasSize(64);
    assertThat(configuration[5]).isEqualTo((byte) 5);
    return configuration[4];
  }

  @Test
  void onlyThoseWithoutADriverAreStopped() throws IOException {
    Path idle = device("0000:00:03.0", "0x010000", 7);
    Path quiet = device("0000:00:04.0", "0x010000", 3);
    Path bridge = device("0000:00:01.0", "0x060400", 7);
    Path driven = device("0000:00:05.0", "0x020000", 7);
    Files.createDirectory(driven.resolve("driver"));
    assertThat(IdleDevices.stop(devices)).containsExactly("0000:00:03.0");
    assertThat(command(idle)).isEqualTo(3);
    assertThat(command(quiet)).isEqualTo(3);
    assertThat(command(bridge)).isEqualTo(7);
    assertThat(command(driven)).isEqualTo(7);
  }

  @Test
  void aMachineWithoutPciHasNone() throws IOException {
    assertThat(IdleDevices.stop(devices.resolve("missing"))).isEmpty();
  }
}
