/** Processors. */
package org.kexshot.kernel.cpu;
