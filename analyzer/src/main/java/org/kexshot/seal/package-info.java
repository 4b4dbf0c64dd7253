/**
 * Sealed files: bytes in segments, each encrypted and authenticated, that are read at any place.
 */
package org.kexshot.seal;
