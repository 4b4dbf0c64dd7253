/** Talks to libvirt through its own shell, virsh. */
package org.kexshot.libvirt;
