/** The repository's files: where they lie, their lock, their hashes, and how they fail. */
package org.kexshot.store.file;
