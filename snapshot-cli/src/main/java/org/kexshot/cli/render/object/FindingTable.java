package org.kexshot.cli.render.object;

import static org.kexshot.cli.render.Field.address;
import static org.kexshot.cli.render.Field.both;
import static org.kexshot.cli.render.Field.column;
import static org.kexshot.cli.render.Field.member;

import java.util.List;
import java.util.Locale;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.kernel.integrity.Finding;

/** What is not as the kernel was built. */
public final class FindingTable {
  public static final ObjectTable<Finding> FINDINGS =
      new ObjectTable<>(
          "findings",
          List.of(
              column("KIND", finding -> words(finding.kind())),
              member("kind", Finding::kind),
              both("PLACE", "place", Finding::place),
              both("FOUND", "found", Finding::found),
              both("EXPECTED", "expected", Finding::expected),
              column("BY RIGHT", finding -> finding.explained() ? "yes" : "no"),
              member("explained", Finding::explained),
              address(Finding::address)));

  private FindingTable() {}

  private static String words(Enum<?> kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
