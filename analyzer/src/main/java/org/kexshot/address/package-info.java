/** Addresses, page frame numbers and ranges of them. */
package org.kexshot.address;
