/** Processes and threads with what they have: memory areas, open files, mounts. */
package org.kexshot.kernel.process;
