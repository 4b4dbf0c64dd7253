/** Options of commands about the repository. */
package org.kexshot.cli.argument.repository;
