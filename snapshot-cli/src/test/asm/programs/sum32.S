# Adds up its input, writes it as output with each byte one higher, and returns the sum.
	.code32
start:	movl	4(%esp), %ebx
	movl	0x10(%ebx), %esi
	movl	0x18(%ebx), %ecx
	movl	0x20(%ebx), %edi
	movl	%ecx, 0x30(%ebx)
	xorl	%edx, %edx
	jecxz	2f
1:	movzbl	(%esi), %eax
	addl	%eax, %edx
	incl	%eax
	stosb
	incl	%esi
	loop	1b
2:	movl	%edx, %eax
	ret
