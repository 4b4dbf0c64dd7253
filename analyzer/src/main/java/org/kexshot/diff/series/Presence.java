package org.kexshot.diff.series;

/** Whether an object is in an image. */
public enum Presence {
  PRESENT,
  /** It is not: the list was read to its end. */
  ABSENT,
  /** It was not seen, while not all of the list could be read. */
  UNKNOWN
}
