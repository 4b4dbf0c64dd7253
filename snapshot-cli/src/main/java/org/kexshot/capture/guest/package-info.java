/**
 * Takes the memory of a virtual machine of this host, from outside: its kernel need not be able to
 * jump.
 */
package org.kexshot.capture.guest;
