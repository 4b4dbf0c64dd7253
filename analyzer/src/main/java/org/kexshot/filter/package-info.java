/**
 * Which page frames a dump keeps: dump levels with {@code makedumpfile}'s meaning, decided from the
 * kernel's page descriptors. Needs VMCOREINFO and nothing else of the kernel's symbols; runs inside
 * the capture kernel, so it uses {@code java.base} and the packages of addresses, memory, paging
 * and VMCOREINFO only.
 */
package org.kexshot.filter;
