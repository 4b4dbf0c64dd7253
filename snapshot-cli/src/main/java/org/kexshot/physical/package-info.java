/** Programs in physical mode: with paging off, while this system stands still. */
package org.kexshot.physical;
