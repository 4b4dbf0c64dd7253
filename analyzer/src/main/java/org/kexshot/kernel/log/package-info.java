/** The kernel's log, of both ring buffer layouts. */
package org.kexshot.kernel.log;
