/** What searches found, and what was sent to a server, for people and as JSON. */
package org.kexshot.cli.render.search;
