# Never ends, but lets interrupts in, as a program in real mode does.
	.code16
start:	nop
1:	jmp	1b
