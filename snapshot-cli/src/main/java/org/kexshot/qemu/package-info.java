/**
 * Talks to QEMU over its local sockets: its machine protocol, and what its sockets have in common.
 */
package org.kexshot.qemu;
