package org.kexshot.inspect;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.NoSuchObjectException;
import org.kexshot.kernel.module.ModuleSymbols;
import org.kexshot.memory.MemoryFault;
import org.kexshot.symbols.SymbolException;

/**
 * An address as a user writes it: a hexadecimal number behind {@code 0x}, or a symbol; and then
 * {@code +} or {@code -} and an offset, decimal or hexadecimal behind {@code 0x}.
 */
public final class AddressExpression {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:0[xX](?<number>\\p{XDigit}{1,16})|(?<symbol>[A-Za-z_.$][\\w.$]*))"
              + "(?:(?<sign>[+-])(?:0[xX](?<hexadecimal>\\p{XDigit}{1,16})|(?<decimal>\\d{1,18})))?");

  private final String text;
  private final String symbol;
  private final long number;
  private final long offset;

  private AddressExpression(String text, String symbol, long number, long offset) {
    this.text = text;
    this.symbol = symbol;
    this.number = number;
    this.offset = offset;
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static AddressExpression parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not an address; give 0x and hexadecimal digits, or a symbol, and perhaps +OFFSET"
              .formatted(text));
    }
    long offset = 0;
    if (form.group("hexadecimal") != null) {
      offset = Long.parseUnsignedLong(form.group("hexadecimal"), 16);
    } else if (form.group("decimal") != null) {
      offset = Long.parseLong(form.group("decimal"));
    }
    String number = form.group("number");
    return new AddressExpression(
        text,
        form.group("symbol"),
        number == null ? 0 : Long.parseUnsignedLong(number, 16),
        "-".equals(form.group("sign")) ? -offset : offset);
  }

  /** The address, if it takes no symbol to know it. */
  public OptionalLong number() {
    return symbol == null ? OptionalLong.of(number + offset) : OptionalLong.empty();
  }

  /**
   * The kernel virtual address. A symbol is looked for in the kernel, its modules, and where the
   * image's tables cannot be read, in VMCOREINFO.
   *
   * @throws NoSuchObjectException if there is no such symbol
   */
  public long resolve(KernelImage kernel) throws IOException {
    return symbol == null ? number + offset : find(kernel) + offset;
  }

  private long find(KernelImage kernel) throws IOException {
    OptionalLong told = kernel.vmcoreinfo().symbol(symbol);
    try {
      OptionalLong found = kernel.symbols().findData(symbol);
      if (found.isEmpty() && told.isEmpty()) {
        found = ModuleSymbols.of(kernel).find(symbol);
      }
      if (found.isPresent()) {
        return found.getAsLong();
      }
    } catch (SymbolException | MemoryFault unreadable) {
      if (told.isEmpty()) {
        throw unreadable;
      }
    }
    return told.orElseThrow(
        () ->
            new NoSuchObjectException(
                "the image has no symbol %s; kexshot symbols lists them".formatted(symbol)));
  }

  @Override
  public String toString() {
    return text;
  }
}
