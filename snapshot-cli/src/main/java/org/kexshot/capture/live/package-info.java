/**
 * Reads the running machine's memory through {@code /proc/kcore} while all goes on, for kernels
 * that cannot jump: such an image is not of one instant.
 */
package org.kexshot.capture.live;
