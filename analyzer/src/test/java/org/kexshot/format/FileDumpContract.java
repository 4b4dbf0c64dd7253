package org.kexshot.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kexshot.memory.MemoryModel;

/** What a dump promises beside that was opened out of a region, and closes where that lies. */
public interface FileDumpContract extends DumpContract {
  /**
   * Opens a dump, as {@link #openDump(MemoryModel)}.
   *
   * @param source closed with the dump
   */
  Dump openDump(MemoryModel model, Closeable source) throws IOException;

  @Override
  default Dump openDump(MemoryModel model) throws IOException {
    return openDump(model, () -> {});
  }

  @Test
  default void theSourceIsClosedWithTheDumpAndNotBefore() throws IOException {
    AtomicInteger closed = new AtomicInteger();
    Dump dump = openDump(image(), closed::incrementAndGet);
    ImageFixture.assertSame(image(), dump.memory());
    assertThat(closed).hasValue(0);
    dump.close();
    assertThat(closed).hasPositiveValue();
  }

  @Test
  default void aSourceThatCannotBeClosedIsToldOf() throws IOException {
    IOException cause = new IOException("in the test");
    Dump dump =
        openDump(
            image(),
            () -> {
              throw cause;
            });
    assertThatThrownBy(dump::close).isSameAs(cause);
  }
}
