/** What the toolkit is made of: libraries and other parts, with their licences. */
package org.kexshot.parts;
