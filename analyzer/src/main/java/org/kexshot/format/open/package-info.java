/** Opens files of any known format, told by their content. */
package org.kexshot.format.open;
