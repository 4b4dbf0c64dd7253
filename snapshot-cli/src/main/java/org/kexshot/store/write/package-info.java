/** Adds a snapshot. */
package org.kexshot.store.write;
