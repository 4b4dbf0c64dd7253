# Has no stack when it makes an exception.
	.code32
start:	nop
	movl	$0xfffffff0, %esp
	ud2
