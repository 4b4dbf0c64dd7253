/** What users ask for: the language of queries, and what Lucene looks for. */
package org.kexshot.index.query;
