/** Views of whole images, snapshots and captures. */
package org.kexshot.cli.render.report;
