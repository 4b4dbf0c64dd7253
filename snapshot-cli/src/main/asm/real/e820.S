# Reads the BIOS's map of memory: a program in real mode (see ../physical-core.S). INT 15h, AX=E820h (ACPI 6.5, 15.1). Output: entries
# of 24 bytes {start, length: 64 bits, type, attributes: 32 bits}, 1 for attributes where the BIOS gives none. Returns how many,
# or the error in AH with the highest bit set.

	.code16
	.set	BLOCK_OUTPUT, 0x20
	.set	BLOCK_OUTPUT_CAPACITY, 0x28
	.set	BLOCK_OUTPUT_LENGTH, 0x30
	.set	SIGNATURE, 0x534d4150		# SMAP
	.set	ENTRY, 24

e820_start:
	movw	%si, block
	movw	BLOCK_OUTPUT(%si), %di
	movw	BLOCK_OUTPUT_CAPACITY(%si), %ax
	movw	%ax, room
	xorl	%ebx, %ebx
	xorw	%bp, %bp			# bytes
1:	movw	%bp, %ax
	addw	$ENTRY, %ax
	cmpw	room, %ax
	ja	3f
	movl	$1, 20(%di)
	movl	$0xe820, %eax
	movl	$SIGNATURE, %edx
	movl	$ENTRY, %ecx
	pushw	%bp
	pushw	%di
	int	$0x15
	popw	%di
	popw	%bp
	jc	2f
	cmpl	$SIGNATURE, %eax
	jne	4f
	addw	$ENTRY, %di
	addw	$ENTRY, %bp
	testl	%ebx, %ebx
	jnz	1b
	jmp	3f
2:	testw	%bp, %bp			# an error behind the last one is a way to say so
	jz	4f
3:	movw	block, %si
	movw	%bp, BLOCK_OUTPUT_LENGTH(%si)
	xorl	%eax, %eax
	movw	%bp, %ax
	movb	$ENTRY, %cl
	divb	%cl
	movzbl	%al, %eax
	lret
4:	movzbl	%ah, %eax
	orl	$0x80000000, %eax
	lret

	.balign	2
block:	.word	0
room:	.word	0
