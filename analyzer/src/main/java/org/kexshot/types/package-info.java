/**
 * The kernel's types as its own BTF tells them: structures, members, enumerations. Nothing but the
 * image is needed; no debug information.
 */
package org.kexshot.types;
