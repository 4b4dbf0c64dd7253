/** Interrupt lines. */
package org.kexshot.kernel.irq;
