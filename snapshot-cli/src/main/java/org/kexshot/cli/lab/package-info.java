/** Commands that work with guests of the lab. */
package org.kexshot.cli.lab;
