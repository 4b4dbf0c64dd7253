/** Attacks all commands with dumps of a real kernel in which words were overwritten. */
package org.kexshot.cli.mangled;
