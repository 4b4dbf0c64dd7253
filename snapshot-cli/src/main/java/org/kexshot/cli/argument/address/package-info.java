/** Addresses as users write them, and whose they are. */
package org.kexshot.cli.argument.address;
