/** An index of the strings in pages of memory, which tells the pages that may hold a text. */
package org.kexshot.index.text;
