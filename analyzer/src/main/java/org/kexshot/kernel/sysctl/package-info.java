/** Kernel settings. */
package org.kexshot.kernel.sysctl;
