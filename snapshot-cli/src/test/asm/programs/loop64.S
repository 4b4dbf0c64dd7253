	.code64
start:	cli
1:	jmp	1b
