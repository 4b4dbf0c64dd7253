/** What is made of the commands' declarations: completion scripts and man pages. */
package org.kexshot.cli.derived;
