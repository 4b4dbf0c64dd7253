/** Views of comparisons: what changed in plain sentences, then objects, symbols and pages. */
package org.kexshot.cli.render.diff;
