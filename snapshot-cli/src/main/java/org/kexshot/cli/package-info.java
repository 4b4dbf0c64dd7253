/** The kexshot command: the table of its subcommands, and its start. */
package org.kexshot.cli;
