/**
 * Keeps what was derived from stored snapshots, which never changes, so that it is derived once.
 */
package org.kexshot.store.fact;
