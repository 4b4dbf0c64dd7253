# Takes some 300 milliseconds by the PIT's count, with the coprocessor in use across ticks.
	.code32
start:	fldpi
	movl	$0, %esi
	xorl	%ebp, %ebp
1:	xorb	%al, %al
	outb	%al, $0x43
	inb	$0x40, %al
	movb	%al, %cl
	inb	$0x40, %al
	movb	%al, %ch
	fldpi
	fmul	%st(1), %st
	fstp	%st(0)
	cmpw	%cx, %bp
	jae	2f
	incl	%esi			# it began anew, as it does each 55 ms
2:	movw	%cx, %bp
	cmpl	$6, %esi
	jb	1b
	fstps	-4(%esp)
	movl	-4(%esp), %eax
	ret
