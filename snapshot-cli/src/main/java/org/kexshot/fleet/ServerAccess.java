package org.kexshot.fleet;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * Where a server is and how it is entered.
 *
 * @param server {@code http} or {@code https}, host and port, perhaps a path
 * @param user empty to enter without one
 * @param password of the user
 * @param authority a file with certificates that sign the server's, in PEM; empty for those that
 *     Java knows
 * @param prefix with which the names of all indices begin
 */
public record ServerAccess(
    URI server,
    Optional<String> user,
    Optional<String> password,
    Optional<Path> authority,
    String prefix) {
  private static final String SECURE = "https";

  /**
   * Reads an address as a user gives it.
   *
   * @throws IllegalArgumentException if it is not one, or has a user or a password in it
   */
  public static URI address(String text) {
    try {
      URI address = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      String scheme = String.valueOf(address.getScheme());
      if (address.getHost() == null || !scheme.equals("http") && !scheme.equals(SECURE)) {
        throw new IllegalArgumentException(
            "'%s' is not an address such as https://search.example:9200".formatted(text));
      }
      if (address.getUserInfo() != null) {
        throw new IllegalArgumentException(
            "no user and password in an address, which every process can read: use --user");
      }
      return address;
    } catch (URISyntaxException malformed) {
      throw new IllegalArgumentException(
          "'%s' is not an address such as https://search.example:9200".formatted(text), malformed);
    }
  }

  /**
   * What an HTTP request says of the user.
   *
   * @throws FleetException if the password is missing, or would be read by others on the way
   */
  Optional<String> authorization() throws FleetException {
    if (user.isEmpty()) {
      return Optional.empty();
    }
    if (password.isEmpty()) {
      throw new FleetException(
          "the password of %s is missing: --password-file FILE, or $KEXSHOT_FLEET_PASSWORD"
              .formatted(user.get()));
    }
    if (!server.getScheme().equals(SECURE) && !isOwnMachine()) {
      throw new FleetException(
          "%s: the password would go over the network for all to read; use https"
              .formatted(server));
    }
    byte[] both = (user.get() + ":" + password.get()).getBytes(StandardCharsets.UTF_8);
    return Optional.of("Basic " + Base64.getEncoder().encodeToString(both));
  }

  private boolean isOwnMachine() {
    try {
      return InetAddress.getByName(server.getHost()).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }
}
