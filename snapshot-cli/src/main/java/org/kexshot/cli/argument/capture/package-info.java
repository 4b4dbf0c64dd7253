/** Options of commands that take snapshots. */
package org.kexshot.cli.argument.capture;
