/** Processes and threads with what they have: memory areas, open files, mounts, control groups. */
package org.kexshot.kernel.process;
