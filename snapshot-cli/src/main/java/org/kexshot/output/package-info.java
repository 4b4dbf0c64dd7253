/**
 * Where dumps and reports are written to: files that appear when they are whole, devices, streams.
 */
package org.kexshot.output;
