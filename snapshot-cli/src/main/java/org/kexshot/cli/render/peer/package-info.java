/** Views of peers and of switches between them. */
package org.kexshot.cli.render.peer;
