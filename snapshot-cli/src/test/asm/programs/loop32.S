# Never ends.
	.code32
start:	cli
1:	jmp	1b
