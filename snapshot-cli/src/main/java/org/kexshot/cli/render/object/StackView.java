package org.kexshot.cli.render.object;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.cli.render.Text;
import org.kexshot.kernel.stack.KernelStack;
import org.kexshot.kernel.stack.KernelStackList;
import org.kexshot.kernel.stack.StackFrame;
import org.kexshot.kind.Listing;

/** Kernel stacks, the innermost call first; a guessed one is marked with {@code ?}. */
public record StackView(Listing<KernelStack> stacks) implements ImageView {
  @Override
  public void text(PrintWriter out) {
    for (KernelStack stack : stacks.items()) {
      out.println(
          Text.printable("%d %s %s".formatted(stack.pid(), stack.state().letter(), stack.comm())));
      for (StackFrame frame : stack.frames()) {
        out.println("    " + (frame.certain() ? "" : "? ") + Text.printable(frame.function()));
      }
      stack.problem().ifPresent(problem -> out.println("    (" + problem + ")"));
    }
  }

  @Override
  public void found(JsonGenerator json) throws IOException {
    ObjectTable<KernelStack> table = ObjectTable.of(KernelStackList.KIND);
    table.writeArray(json, table.name(), stacks.items());
  }

  @Override
  public List<String> problems() {
    return stacks.problems();
  }
}
