package org.kexshot.cli;

import java.text.MessageFormat;
import java.util.ResourceBundle;
import java.util.logging.Logger;

/**
 * Loggers of the Java runtime itself, written by {@code java.util.logging} as they would be without
 * this class. It is there to be found: the runtime looks for such a class in one jar after the
 * other when JNA asks for its logger, and this one is in the first. To open all the others took a
 * fifth of the start of each command that calls the kernel.
 */
public final class RuntimeLoggers extends System.LoggerFinder {
  @Override
  public System.Logger getLogger(String name, Module module) {
    return new RuntimeLogger(Logger.getLogger(name));
  }

  private record RuntimeLogger(Logger logger) implements System.Logger {
    @Override
    public String getName() {
      return logger.getName();
    }

    @Override
    public boolean isLoggable(Level level) {
      return logger.isLoggable(levelOf(level));
    }

    @Override
    public void log(Level level, ResourceBundle texts, String message, Throwable thrown) {
      logger.log(levelOf(level), text(texts, message), thrown);
    }

    @Override
    public void log(Level level, ResourceBundle texts, String format, Object... values) {
      if (isLoggable(level)) {
        String text = text(texts, format);
        boolean isPlain = values == null || values.length == 0;
        logger.log(levelOf(level), isPlain ? text : MessageFormat.format(text, values));
      }
    }

    private static String text(ResourceBundle texts, String key) {
      return texts != null && key != null && texts.containsKey(key) ? texts.getString(key) : key;
    }

    private static java.util.logging.Level levelOf(Level level) {
      return switch (level) {
        case ALL -> java.util.logging.Level.ALL;
        case TRACE -> java.util.logging.Level.FINER;
        case DEBUG -> java.util.logging.Level.FINE;
        case INFO -> java.util.logging.Level.INFO;
        case WARNING -> java.util.logging.Level.WARNING;
        case ERROR -> java.util.logging.Level.SEVERE;
        case OFF -> java.util.logging.Level.OFF;
      };
    }
  }
}
