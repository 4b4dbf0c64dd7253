# Returns a word of physical memory, whose address is its input.
	.code32
start:	movl	4(%esp), %ebx
	movl	0x10(%ebx), %esi
	movl	(%esi), %esi
	movl	%fs:(%esi), %eax
	ret
