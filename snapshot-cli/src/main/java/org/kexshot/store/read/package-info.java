/** Reads stored snapshots as memory images, and compares them by their maps. */
package org.kexshot.store.read;
