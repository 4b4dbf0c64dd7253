/** Which fields there are, of which types, derived from the kinds' attributes. */
package org.kexshot.index.schema;
