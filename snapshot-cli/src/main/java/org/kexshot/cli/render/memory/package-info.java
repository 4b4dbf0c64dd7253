/** Views of memory at addresses, and of its owners. */
package org.kexshot.cli.render.memory;
