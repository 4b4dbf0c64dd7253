/** What the kernel is traced by: probes, tracers of functions, and functions of tracepoints. */
package org.kexshot.kernel.trace;
