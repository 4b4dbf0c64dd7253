# As sum32, in real mode, with its segment in the upper half of what it returns.
	.code16
start:	movw	%si, %bx
	movw	0x10(%bx), %si
	movw	0x18(%bx), %cx
	movw	%cx, 0x30(%bx)
	movw	0x20(%bx), %di
	movw	%cs, %dx
	shll	$16, %edx
	jcxz	2f
1:	lodsb
	movzbl	%al, %ebp
	addl	%ebp, %edx
	incb	%al
	stosb
	loop	1b
2:	movl	%edx, %eax
	lret
