package org.kexshot.index;

import java.util.Optional;

/**
 * What to look for.
 *
 * @param query as the user typed it; {@link org.kexshot.index.schema.QueryReader} has the grammar
 * @param snapshotId full id, to look in one snapshot only
 * @param limit hits to return at most
 */
public record SearchRequest(String query, Optional<String> snapshotId, int limit) {}
