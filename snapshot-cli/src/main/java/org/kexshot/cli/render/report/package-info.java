/** Views of whole images, snapshots, comparisons and captures. */
package org.kexshot.cli.render.report;
