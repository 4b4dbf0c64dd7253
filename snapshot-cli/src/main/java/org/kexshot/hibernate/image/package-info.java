/** Hibernation images on a device: of which system and machine they are, and whether they fit. */
package org.kexshot.hibernate.image;
