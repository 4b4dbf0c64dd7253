	.code64
start:	nop
	nop
	movl	$0, %esp
	ud2
