package org.kexshot.capture.guest;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a guest stood still while its memory was taken, as QEMU told it.
 *
 * @param at when it stopped, or for one that stood still before when its memory was asked for; by
 *     the host's clock
 * @param pause how long it stood still; empty for one that did before
 */
public record GuestStop(Instant at, Optional<Duration> pause) {}
