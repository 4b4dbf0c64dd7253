# A number that the loader fills in, or that a program leaves for it: 64 bits wide on both architectures.
	.macro parameter name
	.globl	\name
\name:	.quad	0
	.endm
