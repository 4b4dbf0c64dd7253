package org.kexshot.cli.render.gate;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.kexshot.cli.render.View;
import org.kexshot.cli.render.diff.DifferenceView;
import org.kexshot.diff.gate.Verdict;

/**
 * A comparison, and behind it whether it meets conditions.
 *
 * @param verdicts none where none were asked for, which then says nothing of them
 */
public record JudgedView(DifferenceView comparison, List<Verdict> verdicts) implements View {
  public JudgedView {
    verdicts = List.copyOf(verdicts);
  }

  @Override
  public void text(PrintWriter out) {
    comparison.text(out);
    if (!verdicts.isEmpty()) {
      VerdictText.print(out, verdicts, comparison.selection().limit());
    }
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    comparison.json(json);
    if (!verdicts.isEmpty()) {
      VerdictText.json(json, verdicts);
    }
  }
}
