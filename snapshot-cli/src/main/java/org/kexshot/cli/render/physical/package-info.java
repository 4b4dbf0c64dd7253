/** Views of programs in physical mode, and of what the BIOS tells. */
package org.kexshot.cli.render.physical;
