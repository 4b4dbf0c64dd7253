package org.kexshot.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MailboxTest {
  private final Mailbox<String> mailbox = new Mailbox<>();

  @Test
  void givesMessagesInOrder() throws IOException {
    mailbox.put("a");
    mailbox.put("b");
    assertThat(mailbox.poll(Duration.ZERO)).contains("a");
    assertThat(mailbox.poll(Duration.ZERO)).contains("b");
    assertThat(mailbox.poll(Duration.ofMillis(1))).isEmpty();
  }

  @Test
  void wakesWhoWaits() throws Exception {
    Thread sender = new Thread(() -> mailbox.put("late"));
    sender.start();
    assertThat(mailbox.poll(Duration.ofSeconds(30))).contains("late");
    sender.join();
  }

  @Test
  void givesWhatCameBeforeTheEndAndThenTheReason() throws IOException {
    mailbox.put("last");
    mailbox.end(new EOFException("closed"));
    assertThat(mailbox.poll(Duration.ZERO)).contains("last");
    assertThatThrownBy(() -> mailbox.poll(Duration.ofSeconds(30)))
        .isInstanceOf(IOException.class)
        .hasMessage("closed");
  }
}
