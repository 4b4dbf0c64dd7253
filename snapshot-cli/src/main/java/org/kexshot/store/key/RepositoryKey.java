package org.kexshot.store.key;

import java.time.Instant;

/**
 * A key of a repository as it is listed.
 *
 * @param id 16 hexadecimal digits, by chance
 * @param kind what opens it
 */
public record RepositoryKey(String id, Secret.Kind kind, Instant created) {}
