package org.kexshot.libvirt;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Runs virsh(1), which any client of libvirt has: it finds libvirt as the user's own settings say
 * ({@code LIBVIRT_DEFAULT_URI}), asks for passwords, and knows each libvirt's protocol. Each
 * command is a process of its own, some tens of milliseconds.
 */
final class Virsh {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Of what virsh says, as much as any message needs. */
  private static final int MOST_OUTPUT = 1 << 20;

  private final String program;

  /**
   * @param program its name or path
   */
  Virsh(String program) {
    this.program = program;
  }

  /**
   * Has it do something.
   *
   * @param words a command of virsh's with its options
   * @return what it prints
   * @throws LibvirtException with its own words, if it fails or takes longer than half a minute
   */
  String run(String... words) throws IOException {
    return run(PATIENCE, words);
  }

  /** The same with a time of one's own. */
  String run(Duration patience, String... words) throws IOException {
    Process process = start(words);
    FutureTask<String> out = reading(process.getInputStream());
    FutureTask<String> err = reading(process.getErrorStream());
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new LibvirtException(
            "%s: not done after %d s".formatted(command(words), patience.toSeconds()));
      }
      String said = err.get().strip();
      if (process.exitValue() != 0) {
        throw new LibvirtException(
            "%s: %s"
                .formatted(
                    command(words),
                    said.isEmpty() ? "ended with " + process.exitValue() : oneLine(said)));
      }
      return out.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while " + command(words) + " ran");
    } catch (ExecutionException e) {
      throw new LibvirtException(
          "%s: what it says cannot be read: %s".formatted(command(words), e.getCause()), e);
    } finally {
      process.destroy();
    }
  }

  private static String oneLine(String said) {
    return String.join("; ", said.lines().filter(line -> !line.isBlank()).toList());
  }

  private static FutureTask<String> reading(InputStream from) {
    FutureTask<String> reading =
        new FutureTask<>(
            () -> {
              try (from) {
                byte[] read = from.readNBytes(MOST_OUTPUT);
                from.transferTo(OutputStream.nullOutputStream());
                return new String(read, StandardCharsets.UTF_8);
              }
            });
    Thread thread = new Thread(reading, "virsh's output");
    thread.setDaemon(true);
    thread.start();
    return reading;
  }

  /**
   * Begins something that goes on until it is ended.
   *
   * @throws LibvirtException if there is no virsh
   */
  Process start(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(program, "--quiet"));
    command.addAll(Arrays.asList(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    // What it prints is read here, whatever the user's language.
    builder.environment().putAll(Map.of("LC_ALL", "C"));
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return process;
    } catch (IOException absent) {
      throw new LibvirtException(
          "virsh, by which libvirt is reached, cannot be run: %s; install libvirt-clients"
              .formatted(absent.getMessage()),
          absent);
    }
  }

  /**
   * Makes sure that libvirt is on this machine, where it can be handed an open pipe.
   *
   * @throws LibvirtException if it is reached through a network
   */
  void requireLocal() throws IOException {
    String uri = run("uri").strip();
    try {
      if (URI.create(uri).getHost() != null) {
        throw new LibvirtException(
            "libvirt at %s is on another machine: run kexshot there, or name the domain of a local one"
                .formatted(uri));
      }
    } catch (IllegalArgumentException unreadable) {
      throw new LibvirtException(
          "virsh uri: said '%s', which is no URI".formatted(uri), unreadable);
    }
  }

  private static String command(String... words) {
    return "virsh " + String.join(" ", words);
  }
}
