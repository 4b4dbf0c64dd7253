/**
 * Objects and strings of memory of many repositories on an OpenSearch server: their documents
 * there, its index templates, and what it looks for. All is plain data: maps, lists, texts, numbers
 * and truth values; who sends it makes JSON of it.
 */
package org.kexshot.index.fleet;
