/** Namespaces that processes are in. */
package org.kexshot.kernel.namespace;
