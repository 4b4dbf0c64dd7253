# As sum32, with the address of its code in the upper half of what it returns.
	.code64
start:	leaq	start(%rip), %r8
	movq	0x10(%rdi), %rsi
	movq	0x18(%rdi), %rcx
	movq	%rcx, 0x30(%rdi)
	movq	0x20(%rdi), %rdi
	xorl	%edx, %edx
	jrcxz	2f
1:	movzbl	(%rsi), %eax
	addl	%eax, %edx
	incl	%eax
	stosb
	incq	%rsi
	loop	1b
2:	movq	%r8, %rax
	shlq	$32, %rax
	orq	%rdx, %rax
	ret
