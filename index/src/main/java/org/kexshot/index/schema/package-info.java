/** What is indexed and how its text is taken apart: fields, documents, analysis, queries. */
package org.kexshot.index.schema;
