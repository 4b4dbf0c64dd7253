package org.kexshot.diff.finding;

import org.kexshot.kind.ObjectKind;

/** How many objects of a kind came, went and changed that are no finding of their own. */
public record Tally(ObjectKind<?> kind, int came, int went, int changed) {}
