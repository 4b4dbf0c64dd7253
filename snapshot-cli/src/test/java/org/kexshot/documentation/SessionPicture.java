package org.kexshot.documentation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.kexshot.documentation.ConsoleSession.Step;

/**
 * A picture of a terminal in which a session happens again (SVG, with an animation of its style
 * sheet). Who wants no moving pictures, or cannot see them move, sees all lines at once.
 */
final class SessionPicture {
  /** Lines of an answer. */
  private static final int MOST_LINES = 10;

  private static final int COLUMNS = 116;
  private static final int LINE_HEIGHT = 18;
  private static final int MARGIN = 16;
  private static final double COLUMN_WIDTH = 7.83;

  private static final double BEFORE_COMMAND = 1.2;
  private static final double BEFORE_ANSWER = 0.8;
  private static final double BEFORE_LINE = 0.05;

  private static final String STYLE =
      """
      <style>
      text { font: 13px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre; fill: #c9d1d9 }
      .typed { fill: #fff; font-weight: bold }
      .prompt { fill: #7ee787 }
      @keyframes come { from { opacity: 0 } to { opacity: 1 } }
      @media (prefers-reduced-motion: no-preference) { text { animation: come 1ms backwards } }
      </style>
      """;

  private final List<String> texts = new ArrayList<>();
  private double seconds;

  private SessionPicture() {}

  static String of(ConsoleSession session) {
    SessionPicture picture = new SessionPicture();
    session.steps().forEach(picture::add);
    return picture.svg();
  }

  private void add(Step step) {
    seconds += BEFORE_COMMAND;
    line("typed", "<tspan class=\"prompt\">$ </tspan>", step.command());
    seconds += BEFORE_ANSWER;
    List<String> answer = step.answer().lines().toList();
    answer.stream().limit(MOST_LINES).forEach(this::answer);
    if (answer.size() > MOST_LINES) {
      answer("…");
    }
  }

  private void answer(String line) {
    seconds += BEFORE_LINE;
    line("answer", "", line);
  }

  private void line(String kind, String prompt, String text) {
    String shown = text.length() > COLUMNS ? text.substring(0, COLUMNS - 1) + "…" : text;
    int y = 30 + texts.size() * LINE_HEIGHT;
    texts.add(
        String.format(
            Locale.ROOT,
            "<text class=\"%s\" x=\"%d\" y=\"%d\" style=\"animation-delay: %.2fs\">%s%s</text>\n",
            kind,
            MARGIN,
            y,
            seconds,
            prompt,
            shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")));
  }

  private String svg() {
    long width = Math.round(COLUMNS * COLUMN_WIDTH) + 2 * MARGIN;
    long height = texts.size() * LINE_HEIGHT + 34L;
    return String.format(
            Locale.ROOT,
            """
            <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d">
            <title>A session with kexshot</title>
            """,
            width,
            height)
        + STYLE
        + "<rect width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#0d1117\"/>\n".formatted(width, height)
        + String.join("", texts)
        + "</svg>\n";
  }
}
