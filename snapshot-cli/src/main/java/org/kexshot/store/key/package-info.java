/** The keys of an encrypted repository: how its master key is wrapped, and who can unwrap it. */
package org.kexshot.store.key;
