/** Processes and threads with what they have: memory areas, open files, directories. */
package org.kexshot.kernel.process;
