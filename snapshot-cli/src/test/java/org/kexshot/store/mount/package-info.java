/**
 * A repository on a file system that is reached over a connection, which is slow and may be lost.
 */
package org.kexshot.store.mount;
