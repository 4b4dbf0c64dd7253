package org.kexshot.hibernate.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Page;

class ClockNoteTest {
  private static final UUID REQUEST = new UUID(3, 4);

  @Test
  void whatIsToldIsRead() {
    ByteBuffer page = ByteBuffer.allocate(Page.SIZE);
    ClockNote note = new ClockNote(Instant.parse("2026-11-29T01:02:03.000000004Z"), -5);
    ClockNote.prepare(page, REQUEST);
    assertThat(ClockNote.read(page, REQUEST)).isEmpty();
    note.writeTo(page);
    assertThat(ClockNote.read(page, REQUEST)).contains(note);
  }

  @Test
  void anotherPageIsNotWrittenTo() {
    ByteBuffer page = ByteBuffer.allocate(Page.SIZE);
    assertThat(ClockNote.isPrepared(page, REQUEST)).isFalse();
    ClockNote.prepare(page, REQUEST);
    assertThat(ClockNote.isPrepared(page, REQUEST)).isTrue();
    assertThat(ClockNote.isPrepared(page, new UUID(3, 5))).isFalse();
    assertThat(ClockNote.read(page, new UUID(4, 4))).isEmpty();
  }
}
