/** Sockets, network devices, routes and neighbours. */
package org.kexshot.kernel.net;
