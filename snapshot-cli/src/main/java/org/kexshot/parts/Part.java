package org.kexshot.parts;

import java.util.List;

/**
 * A part that is shipped with the toolkit: a library, or a package that its capture systems come
 * from.
 *
 * @param name as its makers call it, without their own name
 * @param version as they number it
 * @param licences SPDX identifiers where there are, else names; any one of them may be chosen.
 *     Empty where the list of parts says none
 */
public record Part(String name, String version, List<String> licences) {
  public Part {
    licences = List.copyOf(licences);
  }
}
