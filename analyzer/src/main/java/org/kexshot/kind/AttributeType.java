package org.kexshot.kind;

/** What an attribute's value is, by which it is shown, written as JSON and indexed. */
public enum AttributeType {
  TEXT("text"),
  /** A path of the imaged machine. */
  PATH("path"),
  NUMBER("number"),
  /** A number by which an object of another kind is known. */
  REFERENCE("number"),
  /** An address, kernel virtual unless the attribute says otherwise. */
  ADDRESS("address"),
  BYTES("bytes"),
  /** A count of page frames. */
  PAGES("pages"),
  /** Nanoseconds. */
  DURATION("nanoseconds"),
  /** An instant. */
  TIME("time"),
  FLAG("true or false"),
  /** Texts or numbers. */
  LIST("list"),
  /** Attributes of its own. */
  OBJECT("object"),
  OBJECTS("list of objects");

  private final String words;

  AttributeType(String words) {
    this.words = words;
  }

  /** As documentation names it. */
  public String words() {
    return words;
  }
}
