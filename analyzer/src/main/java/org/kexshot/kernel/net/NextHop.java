package org.kexshot.kernel.net;

/**
 * Where a route leads first.
 *
 * @param gateway internet address; empty where the destination is reached directly
 * @param device through which; empty if through none
 * @param weight beside the route's other next hops, from 1
 * @param flags as {@code ip route} names them, with spaces between
 */
public record NextHop(String gateway, String device, long weight, String flags) {
  /** As {@code ip route} has it. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    add(text, "via", gateway);
    add(text, "dev", device);
    add(text, "weight", weight > 1 ? Long.toString(weight) : "");
    add(text, "", flags);
    return text.toString().strip();
  }

  private static void add(StringBuilder text, String word, String value) {
    if (!value.isEmpty()) {
      text.append(' ').append(word).append(word.isEmpty() ? "" : " ").append(value);
    }
  }
}
