/** Page maps: which page each frame of a snapshot holds. */
package org.kexshot.store.map;
