package org.kexshot.cli.render.html;

import java.util.List;

/**
 * How the objects of one kind differ.
 *
 * @param words what they are called
 * @param summary how many came, went and changed
 * @param tables of those that changed, and of those that are in one image alone
 */
public record KindSection(String words, String summary, List<ReportTable> tables) {
  public KindSection {
    tables = List.copyOf(tables);
  }
}
