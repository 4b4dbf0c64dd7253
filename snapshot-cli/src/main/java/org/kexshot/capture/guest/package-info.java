/**
 * Takes the memory of a machine that QEMU emulates, from outside: its kernel need not be able to
 * jump.
 */
package org.kexshot.capture.guest;
