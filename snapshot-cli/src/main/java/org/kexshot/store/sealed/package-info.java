/** An encrypted repository's files, sealed as they are written and opened as they are read. */
package org.kexshot.store.sealed;
