/** Options of commands that list objects: which of them, and what of each. */
package org.kexshot.cli.argument.listing;
