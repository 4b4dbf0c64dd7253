# Reads where nothing is mapped.
	.code64
start:	movabsq	$0x7fff00000000, %rax
	movq	(%rax), %rax
	ret
