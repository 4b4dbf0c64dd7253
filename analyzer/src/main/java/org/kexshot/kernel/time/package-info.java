/** Timers. */
package org.kexshot.kernel.time;
