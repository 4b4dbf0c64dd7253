/** Commands that look into one image. */
package org.kexshot.cli.image;
