/** The roof over all kinds of kernel objects: their list, and the objects of one image by kind. */
package org.kexshot.objects;
