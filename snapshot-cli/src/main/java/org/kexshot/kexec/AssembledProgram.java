package org.kexshot.kexec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A program in physical mode as the build assembled it from {@code src/main/asm}: its bytes, to be
 * placed at the start of a page, and where in them its entries and parameters are.
 */
public final class AssembledProgram {
  /** What {@code nm} calls a symbol that is a number and no place. */
  private static final String CONSTANT = "a";

  private final String name;
  private final byte[] image;
  private final Map<String, Integer> symbols;

  private AssembledProgram(String name, byte[] image, Map<String, Integer> symbols) {
    this.name = name;
    this.image = image;
    this.symbols = symbols;
  }

  /**
   * Loads a program.
   *
   * @param name architecture and name, e.g. {@code "i386/snapshot"}
   * @throws IOException if the toolkit was built without it
   */
  public static AssembledProgram load(String name) throws IOException {
    Map<String, Integer> symbols = new HashMap<>();
    for (String line :
        new String(resource(name + ".symbols"), StandardCharsets.US_ASCII).split("\n")) {
      String[] fields = line.split(" ");
      if (!fields[1].equals(CONSTANT)) {
        symbols.put(fields[2], Integer.parseInt(fields[0], 16));
      }
    }
    return new AssembledProgram(name, resource(name + ".bin"), symbols);
  }

  /**
   * A file of the assembler's as the toolkit was built with it.
   *
   * @param name architecture and name, e.g. {@code "i386/init"}
   * @throws IOException if there is none
   */
  public static byte[] resource(String name) throws IOException {
    try (InputStream in = AssembledProgram.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the toolkit was built without " + name + "; build it again");
      }
      return in.readAllBytes();
    }
  }

  /** Its bytes, a copy. */
  public byte[] bytes() {
    return image.clone();
  }

  /** Length in bytes. */
  public int size() {
    return image.length;
  }

  /** Whether there is such an entry or parameter. */
  public boolean has(String symbol) {
    return symbols.containsKey(symbol);
  }

  /** Offset of an entry or parameter from the program's start. */
  public int offset(String symbol) {
    Integer offset = symbols.get(symbol);
    if (offset == null) {
      throw new IllegalStateException(name + ".S has no symbol " + symbol);
    }
    return offset;
  }
}
