/** Commands that run programs in physical mode. */
package org.kexshot.cli.physical;
