package org.kexshot.memory;

/**
 * Physical memory where its bytes lie <em>now</em>, as a capture kernel finds it after a kexec jump
 * exchanged pages: not what the imaged kernel saw. A type of its own, so that nothing reads it by
 * mistake; {@link ExchangedMemory} turns it into the imaged kernel's view.
 *
 * @param bytes reads by the address at which bytes lie now
 */
public record ResidentMemory(PhysicalMemory bytes) {}
