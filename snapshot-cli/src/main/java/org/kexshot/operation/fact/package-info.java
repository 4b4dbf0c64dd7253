/** What is known of stored snapshots without looking into them again. */
package org.kexshot.operation.fact;
