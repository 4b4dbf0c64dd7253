/** Opens files of any known format, told by their content, and unpacks streams of them. */
package org.kexshot.format.open;
