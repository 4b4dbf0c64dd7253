# Tests the memory that it was given, without an operating system or a cache of translations in the way: writes a pattern and its
# complement to every word above its own code and below its stack, and reads them back. Protected mode (--entry 32).
# Returns how many words were wrong; its output is the number of words that were tested, 32 bits.
	.code32
start:	movl	4(%esp), %ebx			# the block
	movl	0x20(%ebx), %edi		# where its output belongs
	movl	0x28(%ebx), %ecx		# room for it: all of this is free
	shrl	$2, %ecx
	movl	%ecx, %ebp
	xorl	%edx, %edx			# wrong words
	movl	$0x55aa33cc, %eax
	call	pass
	notl	%eax
	call	pass
	movl	0x20(%ebx), %edi
	movl	%ebp, (%edi)
	movl	$4, 0x30(%ebx)			# bytes of output
	movl	%edx, %eax
	ret

# In: %eax pattern, rotated by one for each word, %edi first word, %ebp words. Adds to %edx.
pass:	pushl	%eax
	pushl	%edi
	movl	%ebp, %ecx
1:	stosl
	roll	$1, %eax
	loop	1b
	popl	%edi
	popl	%eax
	pushl	%eax
	pushl	%edi
	movl	%ebp, %ecx
2:	scasl
	je	3f
	incl	%edx
3:	roll	$1, %eax
	loop	2b
	popl	%edi
	popl	%eax
	ret
