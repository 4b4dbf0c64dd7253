package org.kexshot.lab;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Makes answers of the lines of the command channel. A line that makes no sense is dropped, and so
 * is a result whose checksum is wrong: the host asks again.
 */
final class ShellAnswerParser {
  /** A result is at most this long, so that a guest cannot fill the host's memory. */
  private static final int MAX_BODY = 64 << 20;

  private static final int MAX_OUTPUT = 256 << 20;

  private final StringBuilder body = new StringBuilder();
  private long bodyJob = -1;
  private int errorsAt = -1;

  /** Takes one line; an answer, when this line completes one. */
  Optional<ShellAnswer> line(String line) {
    if (!line.startsWith("@")) {
      append(line);
      return Optional.empty();
    }
    String[] words = line.substring(1).split(" ");
    if (words.length < 2 || !words[0].matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    long job = Long.parseLong(words[0]);
    switch (words[1]) {
      case "ready":
        return Optional.of(new ShellAnswer.Ready());
      case "running":
        return Optional.of(new ShellAnswer.Running(job));
      case "damaged":
        return Optional.of(new ShellAnswer.Damaged(job));
      case "exit":
        body.setLength(0);
        bodyJob = job;
        errorsAt = -1;
        append(line);
        return Optional.empty();
      case "err":
        append(line);
        errorsAt = body.length();
        return Optional.empty();
      case "end":
        return words.length == 3 ? end(job, words[2]) : Optional.empty();
      default:
        return Optional.empty();
    }
  }

  private void append(String line) {
    if (bodyJob >= 0 && body.length() + line.length() < MAX_BODY) {
      body.append(line).append('\n');
    }
  }

  private Optional<ShellAnswer> end(long job, String checksum) {
    String text = body.toString();
    boolean whole = job == bodyJob && errorsAt >= 0 && md5(text).equals(checksum);
    bodyJob = -1;
    if (!whole) {
      return Optional.empty();
    }
    String[] head = text.substring(0, text.indexOf('\n')).split(" ");
    byte[] output = decode(text.substring(text.indexOf('\n'), text.lastIndexOf("@", errorsAt)));
    byte[] errors = decode(text.substring(errorsAt));
    try {
      byte[] unpacked = head[3].equals("gzip") ? unpack(output) : output;
      return Optional.of(
          new ShellAnswer.Ended(job, new ExecResult(Integer.parseInt(head[2]), unpacked, errors)));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static byte[] decode(String base64) {
    return Base64.getMimeDecoder().decode(base64);
  }

  private static byte[] unpack(byte[] gzip) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      byte[] bytes = in.readNBytes(MAX_OUTPUT + 1);
      if (bytes.length > MAX_OUTPUT) {
        throw new IOException("the output of a command is larger than " + MAX_OUTPUT + " bytes");
      }
      return bytes;
    }
  }

  /**
   * The checksum that the guest's {@code md5sum} makes; it guards against damage, not against
   * malice.
   */
  static String md5(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has MD5", e);
    }
  }
}
