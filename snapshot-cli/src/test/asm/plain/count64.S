# As count32.S, in long mode.
	.code64
	.globl	start
start:	orq	%rcx, %rax
	orq	%rdx, %rax
	orq	%rbx, %rax
	orq	%rbp, %rax
	orq	%rsi, %rax
	orq	%rdi, %rax
	orq	%r8, %rax
	orq	%r9, %rax
	orq	%r10, %rax
	orq	%r11, %rax
	orq	%r12, %rax
	orq	%r13, %rax
	orq	%r14, %rax
	orq	%r15, %rax
	movl	%eax, 0x4f8
	incl	counter(%rip)
	movl	counter(%rip), %eax
	movl	%eax, 0x4f0
	incl	calls(%rip)
	movl	calls(%rip), %eax
	movl	%eax, 0x4f4
	movq	$-1, %rsi
	ret

	.data
counter: .long	40
	.lcomm	calls, 4
