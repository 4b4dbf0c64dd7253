# A program for `kexshot load` that says in the low memory's free words how often it was called: by a word of its data, which
# begins with 40, and by one that begins with zero; and what its registers held, all of them together.
	.code32
	.globl	start
start:	orl	%ecx, %eax
	orl	%edx, %eax
	orl	%ebx, %eax
	orl	%ebp, %eax
	orl	%esi, %eax
	orl	%edi, %eax
	movl	%eax, 0x4f8
	incl	counter
	movl	counter, %eax
	movl	%eax, 0x4f0
	incl	calls
	movl	calls, %eax
	movl	%eax, 0x4f4
	movl	$-1, %esi
	ret

	.data
counter: .long	40
	.lcomm	calls, 4
