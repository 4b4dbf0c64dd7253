/** A comparison as one HTML page that needs nothing else: findings, a map of memory, tables. */
package org.kexshot.cli.render.html;
