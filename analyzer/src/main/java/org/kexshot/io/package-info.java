/**
 * Bounded access to bytes. A region has a name and a length; every read gives a position, so that
 * any number of threads may share one; a read past the end is an error that names the region, the
 * offset and what was there.
 */
package org.kexshot.io;
