package org.kexshot.index.schema;

/** Numbers that a value stands for, both ends included. */
public record Interval(long first, long last) {
  static Interval of(long number) {
    return new Interval(number, number);
  }
}
