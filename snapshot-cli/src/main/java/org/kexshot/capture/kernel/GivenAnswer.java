package org.kexshot.capture.kernel;

import java.io.IOException;
import java.util.Optional;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CaptureException.Reason;
import org.kexshot.capture.channel.AgentExit;
import org.kexshot.capture.channel.Answer;
import org.kexshot.capture.channel.Request;
import org.kexshot.linux.RawDevice;

/** What the capture kernel said to a request. */
public final class GivenAnswer {
  private GivenAnswer() {}

  /**
   * Makes sure that it did what was asked.
   *
   * @throws CaptureException {@link Reason#NO_DUMP} with what became of it
   */
  public static void require(Request request, RawDevice device) throws IOException {
    Optional<Answer> answer = Answer.readFrom(device).filter(a -> a.request().equals(request.id()));
    if (answer.filter(a -> a.state() == Answer.State.DONE).isPresent()) {
      return;
    }
    if (answer.filter(a -> a.state() == Answer.State.FAILED).isPresent()) {
      throw noDump("the capture agent says: " + answer.get().message());
    }
    Optional<AgentExit> exit = AgentExit.readFrom(device);
    if (exit.isPresent()) {
      throw noDump(
          "the capture agent %s %s; the next snap starts a new one"
              .formatted(
                  exit.get().inWords(),
                  answer.isPresent() ? "while it dumped" : "before it took the request"));
    }
    throw noDump(
        "the capture kernel did not run, or its agent found no snapshot device: its image was"
            + " damaged in memory (SHA-256) or B has no driver for the device; run `kexshot capture"
            + " load` again, and see B's console");
  }

  private static CaptureException noDump(String why) {
    return new CaptureException(Reason.NO_DUMP, why);
  }
}
