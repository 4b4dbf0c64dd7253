/** A shell in which an image stays open: reading lines, running commands, completing names. */
package org.kexshot.cli.shell;
