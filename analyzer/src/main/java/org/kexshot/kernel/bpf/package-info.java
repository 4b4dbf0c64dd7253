/** BPF programs and maps. */
package org.kexshot.kernel.bpf;
