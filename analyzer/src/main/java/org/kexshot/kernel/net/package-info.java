/** Sockets and network devices. */
package org.kexshot.kernel.net;
