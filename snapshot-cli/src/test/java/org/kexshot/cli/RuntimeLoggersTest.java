package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RuntimeLoggersTest {
  private static final String NAME = "kexshot.test";

  private final List<LogRecord> records = new ArrayList<>();
  private final Logger written = Logger.getLogger(NAME);
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          records.add(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    written.setUseParentHandlers(false);
    written.addHandler(handler);
  }

  @AfterEach
  void stopListening() {
    written.removeHandler(handler);
  }

  @Test
  void theRuntimeFindsItAndItsLinesAreWrittenAsEver() {
    System.Logger logger = System.getLogger(NAME);
    IllegalStateException why = new IllegalStateException("why");
    logger.log(System.Logger.Level.WARNING, "no {0} of {1}", "page", 7);
    logger.log(System.Logger.Level.ERROR, "lost {0}", why);
    logger.log(System.Logger.Level.DEBUG, "unheard of");
    assertThat(System.LoggerFinder.getLoggerFinder()).isInstanceOf(RuntimeLoggers.class);
    assertThat(logger.isLoggable(System.Logger.Level.DEBUG)).isFalse();
    assertThat(records)
        .extracting(LogRecord::getLevel, LogRecord::getMessage, LogRecord::getThrown)
        .containsExactly(
            tuple(Level.WARNING, "no page of 7", null), tuple(Level.SEVERE, "lost {0}", why));
  }
}
