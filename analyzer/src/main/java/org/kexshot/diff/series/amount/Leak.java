package org.kexshot.diff.series.amount;

import java.util.List;

/**
 * What looks like a leak: an amount that is held, grew from each image to the next, and whose
 * slopes lie above zero. A series of n random values only grows once in n! times; many are looked
 * at, so that three or four images give a hint and no proof.
 *
 * @param head the amount that says most
 * @param with others that grew for the same reason, those with a named source first
 * @param named whether it is known who holds it
 * @param reclaimable whether the kernel gives it back when memory runs short, so that it may be
 *     none
 */
public record Leak(AmountSeries head, List<AmountSeries> with, boolean named, boolean reclaimable) {
  public Leak {
    with = List.copyOf(with);
  }
}
