/** Manifests: what is known of a snapshot, and the list of them. */
package org.kexshot.store.manifest;
