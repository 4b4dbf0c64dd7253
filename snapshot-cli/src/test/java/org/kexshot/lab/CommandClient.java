package org.kexshot.lab;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.kexshot.cli.CommandServer;

/**
 * Has all commands run by one process of a guest, a {@link CommandServer}, where Java starts once
 * and is warm: for suites of many commands, when it is not their processes that they are about.
 */
public final class CommandClient {
  private static final String PLACE = "/run/commands";

  private static final String COMMAND =
      """
      : kexshot ARGUMENTS
      request=PLACE/$$
      mkdir $request
      printf '%s\\0' ARGUMENTS >$request/words
      mkfifo $request/code
      exec 3<>$request/code
      echo $request >PLACE/requests
      read code <&3
      cat $request/out
      cat $request/err >&2
      rm -r $request
      exit $code
      """
          .replace("PLACE", PLACE);

  private final Guest guest;

  private CommandClient(Guest guest) {
    this.guest = guest;
  }

  /** Starts the process in a guest that has the toolkit. */
  public static CommandClient start(Guest guest) throws IOException {
    String file = "/" + CommandServer.class.getName().replace('.', '/') + ".class";
    guest.shell().run("mkdir -p $(dirname %s/classes%s)".formatted(PLACE, file));
    try (InputStream code = CommandServer.class.getResourceAsStream(file)) {
      guest.shell().upload(code.readAllBytes(), PLACE + "/classes" + file);
    }
    // The launcher's own program comes behind this one, which takes it for its arguments. The young
    // generation is that of commands which store.
    guest
        .shell()
        .run(
            """
            mkfifo %1$s/requests
            KEXSHOT_JAVA_OPTIONS="$KEXSHOT_JAVA_OPTIONS -Xmn24m -cp /opt/kexshot/lib/kexshot.jar:%1$s/classes %2$s"
            export KEXSHOT_JAVA_OPTIONS
            /opt/kexshot/bin/kexshot <>%1$s/requests >%1$s/log 2>&1 &
            """
                .formatted(PLACE, CommandServer.class.getName()));
    return new CommandClient(guest);
  }

  /** Runs {@code kexshot} with these arguments, as the guest's shell reads them. */
  public ExecResult exec(String arguments, Duration timeout) throws IOException {
    return guest.shell().exec(COMMAND.replace("ARGUMENTS", arguments), timeout);
  }
}
