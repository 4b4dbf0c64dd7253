package org.kexshot.capture.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReceiptTest {
  private static final UUID REQUEST = UUID.fromString("6ffd5c24-ec9a-4f09-aece-86ed7e97234c");

  @Test
  void isReadAsItWasWritten() throws IOException {
    for (Optional<Duration> pause :
        List.of(Optional.<Duration>empty(), Optional.of(Duration.ofMillis(1234)))) {
      Receipt receipt = new Receipt(REQUEST, Receipt.State.UNSTORED, " before = 1\nü", pause);
      assertThat(Receipt.decode(receipt.encode())).contains(receipt);
    }
  }

  @Test
  void aLabelThatFitsNoBlockIsCut() throws IOException {
    Receipt receipt =
        new Receipt(REQUEST, Receipt.State.STORING, "ü".repeat(60_000), Optional.empty());
    assertThat(Receipt.decode(receipt.encode()).orElseThrow().label()).hasSize(500);
  }

  @Test
  void aDamagedOneTellsNothing() throws IOException {
    byte[] block = new Receipt(REQUEST, Receipt.State.LEFT, "x", Optional.empty()).encode();
    block[40] ^= 1;
    assertThat(Receipt.decode(block)).isEmpty();
  }
}
