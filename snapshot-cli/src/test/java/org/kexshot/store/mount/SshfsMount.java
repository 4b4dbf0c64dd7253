package org.kexshot.store.mount;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A directory that the kernel reaches through FUSE, sshfs and an SFTP server of this machine. What
 * sshfs asks the server goes through this process, which counts the requests, holds each up and
 * loses the connection at one of them.
 */
final class SshfsMount implements Closeable {
  /** What is lost at the request that is to be the last. */
  enum Loss {
    /** The server: sshfs ends and unmounts, so that names lead to the directory below. */
    SERVER,
    /** The program behind the mount, so that each call gives "not connected". */
    PROGRAM
  }

  private static final Path DEVICE = Path.of("/dev/fuse");
  private static final Path SFTP_SERVER = Path.of("/usr/lib/openssh/sftp-server");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MAX_REQUEST = 1 << 20;

  private final Path directory;
  private final Process server;
  private final Process sshfs;
  private final Duration delay;
  private final Loss loss;
  private final long last;
  private long requests;

  private SshfsMount(Path served, Path directory, Duration delay, Loss loss, long last)
      throws IOException {
    this.directory = directory;
    this.delay = delay;
    this.loss = loss;
    this.last = last;
    this.server = start(List.of(SFTP_SERVER.toString()));
    List<String> command = new ArrayList<>(List.of("sshfs", "-f", "-o", "passive"));
    command.addAll(List.of("x:" + served.toAbsolutePath(), directory.toString()));
    this.sshfs = start(command);
  }

  /** Mounts a directory on an empty one; each request takes so much longer. */
  static SshfsMount slow(Path served, Path directory, Duration delay) throws Exception {
    return mount(served, directory, delay, Loss.SERVER, Long.MAX_VALUE);
  }

  /** Mounts a directory that is lost instead of answering request number {@code last}. */
  static SshfsMount failing(Path served, Path directory, Loss loss, long last) throws Exception {
    return mount(served, directory, Duration.ZERO, loss, last);
  }

  private static SshfsMount mount(Path served, Path directory, Duration delay, Loss loss, long last)
      throws Exception {
    if (!Files.exists(DEVICE) || !Files.exists(SFTP_SERVER)) {
      throw new IllegalStateException(
          "this test needs a kernel with FUSE (%s) and the packages sshfs and openssh-sftp-server"
              .formatted(DEVICE));
    }
    SshfsMount mount = new SshfsMount(served, directory, delay, loss, last);
    pump(mount::forwardRequests);
    pump(mount::forwardAnswers);
    mount.awaitMounted();
    return mount;
  }

  private static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  /** What a thread does until a pipe ends. */
  @FunctionalInterface
  private interface Forwarding {
    void run() throws IOException, InterruptedException;
  }

  private static void pump(Forwarding forwarding) {
    Thread thread =
        new Thread(
            () -> {
              try {
                forwarding.run();
              } catch (IOException | InterruptedException ended) {
                return;
              }
            },
            "sftp");
    thread.setDaemon(true);
    thread.start();
  }

  /** A request of SFTP: its length in four bytes, big-endian, and so many bytes. */
  private void forwardRequests() throws IOException, InterruptedException {
    try (DataInputStream from = new DataInputStream(sshfs.getInputStream());
        DataOutputStream to = new DataOutputStream(server.getOutputStream())) {
      while (true) {
        int length = from.readInt();
        if (length < 1 || length > MAX_REQUEST) {
          throw new IOException("an SFTP request of %d bytes".formatted(length));
        }
        byte[] request = from.readNBytes(length);
        if (count() == last) {
          (loss == Loss.SERVER ? server : sshfs).destroyForcibly();
          return;
        }
        TimeUnit.NANOSECONDS.sleep(delay.toNanos());
        to.writeInt(length);
        to.write(request);
        to.flush();
      }
    }
  }

  private void forwardAnswers() throws IOException {
    try (InputStream from = server.getInputStream();
        OutputStream to = sshfs.getOutputStream()) {
      byte[] buffer = new byte[1 << 16];
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        to.write(buffer, 0, count);
        to.flush();
      }
    }
  }

  private synchronized long count() {
    return ++requests;
  }

  /** Requests so far. */
  synchronized long requests() {
    return requests;
  }

  boolean isLost() {
    return requests() >= last;
  }

  private void awaitMounted() throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isMounted()) {
      if (!sshfs.isAlive() || System.nanoTime() > deadline) {
        close();
        throw new IllegalStateException("sshfs did not mount " + directory);
      }
      Thread.sleep(10);
    }
  }

  private boolean isMounted() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
        .anyMatch(line -> line.split(" ")[1].equals(directory.toString()));
  }

  /** Unmounts, whatever has become of the connection. */
  @Override
  public void close() throws IOException {
    try {
      if (isMounted()) {
        new ProcessBuilder("fusermount3", "-u", "-z", directory.toString())
            .inheritIO()
            .start()
            .waitFor();
      }
      sshfs.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sshfs.destroyForcibly();
      server.destroyForcibly();
    }
  }
}
