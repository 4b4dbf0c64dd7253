/** How results are shown, as text and as JSON: tables, fields, values. */
package org.kexshot.cli.render;
