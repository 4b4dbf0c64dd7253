/**
 * Amounts through a series of images: which grew, how fast, and which of them look like a leak.
 *
 * <p>{@code held.tsv} and {@code slab-objects.tsv} say which amounts are held until someone gives
 * them back, and what they are of.
 */
package org.kexshot.diff.series.amount;
