/** Options and parameters that commands share. */
package org.kexshot.cli.argument;
