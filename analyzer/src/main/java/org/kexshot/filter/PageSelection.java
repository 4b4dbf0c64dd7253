package org.kexshot.filter;

import org.kexshot.address.PfnSet;

/**
 * What a filter decided.
 *
 * @param level by which
 * @param ram the frames that are RAM
 * @param kept those of them that the dump shall have; pages of zeros are among them, since only
 *     their contents tell
 * @param counts of all of {@code ram} by kind; no {@link PageKind#ZERO} yet
 * @param undecided kept frames whose page descriptors are not in the image, or that have none
 */
public record PageSelection(
    DumpLevel level, PfnSet ram, PfnSet kept, PageCounts counts, long undecided) {}
