/** What is searched for, and how what is found is shown. */
package org.kexshot.cli.argument.search;
