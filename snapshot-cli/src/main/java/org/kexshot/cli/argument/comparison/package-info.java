/** Options of commands that compare images. */
package org.kexshot.cli.argument.comparison;
