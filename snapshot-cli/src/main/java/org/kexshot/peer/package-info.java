/** Peers: full systems that stay in memory of their own beside this one and take turns with it. */
package org.kexshot.peer;
