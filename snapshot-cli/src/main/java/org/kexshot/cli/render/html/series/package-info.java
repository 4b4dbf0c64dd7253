/** A series of images as one HTML page that needs nothing else: leaks, steps, charts, lives. */
package org.kexshot.cli.render.html.series;
