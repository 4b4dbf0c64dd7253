package org.kexshot.kind;

import java.util.Optional;
import java.util.function.Function;

/**
 * Where an attribute stands in a table of objects.
 *
 * @param heading over the column, {@code >} before it to align right
 * @param cell what stands there for people; empty for the value, as its type is shown
 */
public record Column<T>(String heading, Optional<Function<T, ?>> cell) {}
