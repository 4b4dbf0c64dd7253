# Loads a segment that there is not.
	.code32
start:	movl	$0xfff8, %eax
	movl	%eax, %ds
	ret
