/** Views of hibernation. */
package org.kexshot.cli.render.hibernate;
