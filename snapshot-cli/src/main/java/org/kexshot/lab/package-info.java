/**
 * Guests for trying and testing the whole thing: a machine in QEMU with a kernel that can jump,
 * driven over sockets.
 *
 * <p>{@link org.kexshot.lab.Lab} knows what was built for guests, {@link org.kexshot.lab.Guest} is
 * one running machine and owns its {@link org.kexshot.lab.GuestShell command channel}, {@link
 * org.kexshot.lab.Qmp monitor} and {@link org.kexshot.lab.GdbStub debugger stub}. Every wait has a
 * deadline.
 */
package org.kexshot.lab;
