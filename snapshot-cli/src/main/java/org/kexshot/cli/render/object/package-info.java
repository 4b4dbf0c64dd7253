/** Views of kernel objects. */
package org.kexshot.cli.render.object;
