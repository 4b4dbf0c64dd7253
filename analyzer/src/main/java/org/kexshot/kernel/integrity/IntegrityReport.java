package org.kexshot.kernel.integrity;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.kexshot.kind.Listing;

/**
 * What the checks found, and how much they looked at.
 *
 * @param findings with what could not be read
 * @param looked how many of each were looked at; 0 of what the kernel does not have, or could not
 *     be read
 */
public record IntegrityReport(Listing<Finding> findings, Map<Subject, Long> looked) {
  public IntegrityReport {
    looked = Collections.unmodifiableMap(new EnumMap<>(looked));
  }
}
