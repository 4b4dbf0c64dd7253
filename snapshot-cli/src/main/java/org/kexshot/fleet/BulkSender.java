package org.kexshot.fleet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Sends documents through a server's bulk interface. What it refuses since it has too much to do is
 * sent again alone; what it refuses for good is told item by item when all is sent.
 */
final class BulkSender {
  /** Bytes of one request; a server takes 100 MiB, and packed it is a tenth. */
  private static final int MOST_BYTES = 1 << 20;

  private static final int MOST_TOLD = 3;
  private static final int BUSY = 429;
  private static final int UNAVAILABLE = 503;
  private static final int MISSING = 404;

  private final OpenSearchServer server;
  private final String index;
  private final List<byte[]> waiting = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private long refused;
  private int waitingBytes;

  BulkSender(OpenSearchServer server, String index) {
    this.server = server;
    this.index = index;
  }

  /** Puts a document in the place of one of the same id. */
  void put(String id, byte[] source) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    lines.write(JsonData.bytes(Map.of("index", Map.of("_id", id))));
    lines.write('\n');
    lines.write(source);
    lines.write('\n');
    add(lines.toByteArray());
  }

  /** Takes a document out; one that is not there is none the less out. */
  void delete(String id) throws IOException {
    byte[] line = JsonData.bytes(Map.of("delete", Map.of("_id", id)));
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    lines.write(line);
    lines.write('\n');
    add(lines.toByteArray());
  }

  private void add(byte[] lines) throws IOException {
    if (waitingBytes + lines.length > MOST_BYTES && !waiting.isEmpty()) {
      flush();
    }
    waiting.add(lines);
    waitingBytes += lines.length;
  }

  private void flush() throws IOException {
    Backoff backoff = new Backoff();
    List<byte[]> left = new ArrayList<>(waiting);
    waiting.clear();
    waitingBytes = 0;
    while (!left.isEmpty()) {
      left = sent(left);
      if (!left.isEmpty()) {
        if (!backoff.isLeft()) {
          throw server.failure(
              "it has too much to do, again and again; what it took in stays, so do the same"
                  + " later");
        }
        server.awaitRoom(backoff, OptionalLong.empty());
      }
    }
  }

  /** Sends items; those that are to be sent again are left. */
  private List<byte[]> sent(List<byte[]> items) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (byte[] item : items) {
      lines.write(item);
    }
    Map<String, Object> answer = server.postLines("/" + index + "/_bulk", lines.toByteArray());
    List<Map<String, Object>> results = JsonData.objects(answer, "items");
    if (results.size() != items.size()) {
      throw server.failure("it answered %d of %d items".formatted(results.size(), items.size()));
    }
    List<byte[]> again = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Map<String, Object> result = new LinkedHashMap<>();
      results.get(i).values().forEach(each -> result.putAll(JsonData.object(each)));
      long status = JsonData.number(result, "status");
      if (status == BUSY || status == UNAVAILABLE) {
        again.add(items.get(i));
      } else if (status >= 300 && !(status == MISSING && results.get(i).containsKey("delete"))) {
        refuse(result);
      }
    }
    return again;
  }

  private void refuse(Map<String, Object> result) {
    refused++;
    if (told.size() < MOST_TOLD) {
      String cause = JsonData.text(result, "error", "caused_by", "reason");
      told.add(
          "%s: %s%s"
              .formatted(
                  JsonData.text(result, "_id"),
                  JsonData.text(result, "error", "reason"),
                  cause.isEmpty() ? "" : ": " + cause));
    }
  }

  /**
   * Sends what is left.
   *
   * @throws FleetException if the server refused items for good; the first are named
   */
  void finish() throws IOException {
    flush();
    if (refused > 0) {
      throw server.failure(
          "it refused %d documents: %s%s"
              .formatted(refused, String.join("; ", told), refused > told.size() ? "; …" : ""));
    }
  }
}
