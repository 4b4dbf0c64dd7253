/** Commands that hibernate this machine's system and resume one. */
package org.kexshot.cli.hibernate;
