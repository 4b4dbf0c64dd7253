package org.kexshot.operation.fleet;

import java.io.IOException;
import org.kexshot.fleet.FleetSearch;
import org.kexshot.fleet.OpenSearchServer;
import org.kexshot.fleet.ServerAccess;
import org.kexshot.index.SearchRequest;
import org.kexshot.index.SearchResult;

/** Searches what machines sent to a server. */
public final class ServerSearch {
  private ServerSearch() {}

  /**
   * Searches.
   *
   * @throws org.kexshot.index.SearchSyntaxException if the query cannot be read
   * @throws org.kexshot.fleet.FleetException if the server fails
   */
  public static SearchResult search(ServerAccess access, SearchRequest request) throws IOException {
    return new FleetSearch(OpenSearchServer.connect(access)).search(request);
  }
}
