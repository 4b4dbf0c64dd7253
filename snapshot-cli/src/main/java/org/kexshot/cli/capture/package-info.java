/** Commands that capture, and what they need. */
package org.kexshot.cli.capture;
