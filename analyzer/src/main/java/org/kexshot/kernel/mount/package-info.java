/** Mounted file systems of mount namespaces. */
package org.kexshot.kernel.mount;
