/** Commands that start peers, switch between them and end them. */
package org.kexshot.cli.peer;
