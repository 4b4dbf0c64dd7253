package org.kexshot.store.maintain;

import java.time.Duration;
import java.util.Optional;

/**
 * How much of a repository is verified.
 *
 * @param readsData whether each stored page is read and hashed, or only what says which pages there
 *     are: manifests, page maps, the indexes of packs, and files about kernels
 * @param atMost for how long packs are read; the next verification goes on with the others
 */
public record VerifyScope(boolean readsData, Optional<Duration> atMost) {
  /** Cost: hashes 32 bytes a stored page and 48 a page of each snapshot. */
  public static final VerifyScope STRUCTURE = new VerifyScope(false, Optional.empty());

  /** Cost: unpacks and hashes every stored page besides. */
  public static final VerifyScope DATA = new VerifyScope(true, Optional.empty());

  /** Data, until so much time has passed; at least one pack. */
  public static VerifyScope dataFor(Duration most) {
    return new VerifyScope(true, Optional.of(most));
  }
}
