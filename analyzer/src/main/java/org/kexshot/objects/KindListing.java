package org.kexshot.objects;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;

/**
 * The objects of one kind in one image.
 *
 * @param kind what they are
 * @param listing what was read; empty if nothing could be
 * @param failure why nothing could be read at all
 */
public record KindListing<T>(ObjectKind<T> kind, Listing<T> listing, Optional<String> failure) {
  /** Reads them; that this fails is part of what is known of them. */
  public static <T> KindListing<T> read(ObjectKind<T> kind, KernelImage image) {
    try {
      return new KindListing<>(kind, kind.read(image), Optional.empty());
    } catch (IOException failure) {
      return unreadable(kind, failure.getMessage());
    }
  }

  /** Nothing of a kind, for a reason. */
  public static <T> KindListing<T> unreadable(ObjectKind<T> kind, String reason) {
    return new KindListing<>(kind, new Listing<>(List.of(), List.of()), Optional.of(reason));
  }

  public static <T> KindListing<T> of(ObjectKind<T> kind, Listing<T> listing) {
    return new KindListing<>(kind, listing, Optional.empty());
  }
}
