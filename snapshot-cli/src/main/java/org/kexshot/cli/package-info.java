/** The kexshot command: the list of its subcommands, and its start. */
package org.kexshot.cli;
