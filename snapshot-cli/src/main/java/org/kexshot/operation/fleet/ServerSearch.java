package org.kexshot.operation.fleet;

import java.io.IOException;
import org.kexshot.fleet.FleetSearch;
import org.kexshot.fleet.OpenSearchServer;
import org.kexshot.fleet.ServerAccess;
import org.kexshot.fleet.StringRequest;
import org.kexshot.fleet.StringResult;
import org.kexshot.fleet.StringSearch;
import org.kexshot.index.SearchRequest;
import org.kexshot.index.SearchResult;
import org.kexshot.index.fleet.PageQuery;

/** Searches what machines sent to a server. */
public final class ServerSearch {
  private ServerSearch() {}

  /**
   * Searches objects.
   *
   * @throws org.kexshot.index.SearchSyntaxException if the query cannot be read
   * @throws org.kexshot.fleet.FleetException if the server fails
   */
  public static SearchResult search(ServerAccess access, SearchRequest request) throws IOException {
    return new FleetSearch(OpenSearchServer.connect(access)).search(request);
  }

  /**
   * Searches strings of memory.
   *
   * @throws org.kexshot.index.SearchSyntaxException if a server cannot answer the query
   * @throws org.kexshot.fleet.FleetException if the server fails, or has no strings
   */
  public static StringResult search(ServerAccess access, StringRequest request) throws IOException {
    PageQuery.check(request.query());
    return new StringSearch(OpenSearchServer.connect(access)).search(request);
  }
}
