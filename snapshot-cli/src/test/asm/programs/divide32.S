	.code32
start:	xorl	%ecx, %ecx
	divl	%ecx
	ret
