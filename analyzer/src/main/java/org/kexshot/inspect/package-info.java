/** Answers about single addresses of an image: what bytes are there, and how it is translated. */
package org.kexshot.inspect;
