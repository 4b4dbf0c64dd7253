# Calls the BIOS: a program in real mode (see ../physical-core.S). Input: the interrupt's number in a word, one more, and then
# registers as below, which are output as they are afterwards. Behind them, in the output, lies the buffer; whatever of the input
# follows the registers is its contents before.

	.code16
	.set	BLOCK_INPUT, 0x10
	.set	BLOCK_INPUT_LENGTH, 0x18
	.set	BLOCK_OUTPUT, 0x20
	.set	BLOCK_OUTPUT_CAPACITY, 0x28
	.set	BLOCK_OUTPUT_LENGTH, 0x30

	.set	EAX, 4
	.set	EBX, 8
	.set	ECX, 12
	.set	EDX, 16
	.set	ESI, 20
	.set	EDI, 24
	.set	EBP, 28
	.set	DS, 32
	.set	ES, 34
	.set	FLAGS, 36			# of which the input is not used
	.set	SIZE, 40

bios_start:
	movw	%si, block
	movw	%si, %bx
	movw	BLOCK_INPUT(%bx), %si
	movw	BLOCK_OUTPUT(%bx), %di
	movw	BLOCK_INPUT_LENGTH(%bx), %cx
	movw	BLOCK_OUTPUT_CAPACITY(%bx), %ax
	movw	%ax, BLOCK_OUTPUT_LENGTH(%bx)	# what of it matters, the caller knows
	movw	%di, output
	rep movsb
	movw	output, %bx
	movb	(%bx), %al
	movb	%al, number
	movw	%bx, %si
	movl	EBX(%si), %ebx
	movl	ECX(%si), %ecx
	movl	EDX(%si), %edx
	movl	EDI(%si), %edi
	movl	EBP(%si), %ebp
	movw	ES(%si), %es
	pushl	ESI(%si)
	pushw	DS(%si)
	movl	EAX(%si), %eax
	popw	%ds
	popl	%esi
	jmp	1f				# the processor may have read the number already
1:	sti
	.byte	0xcd
number:	.byte	0
	pushw	%ds
	pushw	%cs
	popw	%ds
	pushl	%ebx
	movw	output, %bx
	movl	%eax, EAX(%bx)
	popl	%eax
	movl	%eax, EBX(%bx)
	movl	%ecx, ECX(%bx)
	movl	%edx, EDX(%bx)
	movl	%esi, ESI(%bx)
	movl	%edi, EDI(%bx)
	movl	%ebp, EBP(%bx)
	movw	%es, ES(%bx)
	popw	%ax
	movw	%ax, DS(%bx)
	pushfw
	popw	%ax
	movw	%ax, FLAGS(%bx)
	xorl	%eax, %eax
	lret

	.balign	2
block:	.word	0
output:	.word	0
