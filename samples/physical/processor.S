# Tells what the processor is like while nothing of Linux runs: its output are CR0, CR4, EFER and IA32_APIC_BASE as a program in long
# mode (--entry 64) finds them, 64 bits each, and the 48 bytes of its name. Returns the family, model and stepping (CPUID 1, EAX).
	.code64
start:	movq	0x20(%rdi), %rsi		# where its output belongs: an address
	movq	$80, 0x30(%rdi)
	movq	%rsi, %rdi
	movq	%cr0, %rax
	stosq
	movq	%cr4, %rax
	stosq
	movl	$0xc0000080, %ecx
	call	register
	movl	$0x1b, %ecx
	call	register
	movl	$0x80000002, %esi
1:	movl	%esi, %eax
	cpuid
	stosl
	movl	%ebx, %eax
	stosl
	movl	%ecx, %eax
	stosl
	movl	%edx, %eax
	stosl
	incl	%esi
	cmpl	$0x80000005, %esi
	jb	1b
	movl	$1, %eax
	cpuid
	ret

register:
	rdmsr
	shlq	$32, %rdx
	orq	%rdx, %rax
	stosq
	ret
