package org.kexshot.cli.argument;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a whole number of a range from the command line: a count, a size, a time or an id, which
 * are never below zero.
 *
 * @param least of the range
 * @param most of the range
 */
public record WholeNumber(int least, int most) implements ITypeConverter<Integer> {
  /** Any number from that one on. */
  public static WholeNumber from(int least) {
    return new WholeNumber(least, Integer.MAX_VALUE);
  }

  @Override
  public Integer convert(String text) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, as of any other word.
    }
    throw new TypeConversionException(
        most == Integer.MAX_VALUE
            ? "'%s': a whole number of %d or more expected".formatted(text, least)
            : "'%s': a whole number from %d to %d expected".formatted(text, least, most));
  }
}
