/** What readers of kernel objects give, whatever the kind. */
package org.kexshot.kind;
