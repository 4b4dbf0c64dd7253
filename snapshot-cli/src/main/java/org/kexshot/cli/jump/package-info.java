/** Commands that load an image as it is, jump into it, and unload it. */
package org.kexshot.cli.jump;
