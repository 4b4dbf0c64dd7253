package org.kexshot.index.query;

import java.util.Locale;

/**
 * Of which machine a server's memory is asked for: {@code machine:web17}.
 *
 * @param name all of the machine's name, or a pattern of it; in lower case
 * @param pattern whether {@code *} and {@code ?} in the name stand for other characters
 * @param negated whether machines are asked for that are others
 */
public record MachineCondition(String name, boolean pattern, boolean negated) {
  static MachineCondition of(QueryNode.Value value, boolean negated) {
    return new MachineCondition(value.text().toLowerCase(Locale.ROOT), value.isPattern(), negated);
  }
}
