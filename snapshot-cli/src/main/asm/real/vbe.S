# Reads what the video BIOS says of itself and its modes: a program in real mode (see ../physical-core.S). VESA BIOS extension 3.0,
# functions 00h and 01h. Output: the 512 bytes of VbeInfoBlock, then for each mode its number in a word and 256 bytes of
# ModeInfoBlock. Returns how many modes, or AX with the highest bit set where there is no such BIOS.

	.code16
	.set	BLOCK_OUTPUT, 0x20
	.set	BLOCK_OUTPUT_CAPACITY, 0x28
	.set	BLOCK_OUTPUT_LENGTH, 0x30
	.set	OK, 0x004f
	.set	VBE2, 0x32454256
	.set	INFO_SIZE, 512
	.set	MODES, 14			# far pointer
	.set	MODE_SIZE, 256
	.set	MODE_ENTRY, MODE_SIZE + 2

vbe_start:
	movw	%si, block
	movw	BLOCK_OUTPUT(%si), %di
	movw	%di, output
	addw	BLOCK_OUTPUT_CAPACITY(%si), %di
	movw	%di, limit
	movw	output, %di
	movl	$VBE2, (%di)
	movw	$0x4f00, %ax
	int	$0x10
	cmpw	$OK, %ax
	jne	3f
	movw	output, %di
	movw	MODES(%di), %si			# the list of modes may lie in the block itself
	movw	MODES + 2(%di), %fs
	addw	$INFO_SIZE, %di
	xorw	%bp, %bp
1:	movw	%fs:(%si), %cx
	addw	$2, %si
	cmpw	$0xffff, %cx
	je	2f
	movw	%di, %ax
	addw	$MODE_ENTRY, %ax
	jc	2f
	cmpw	limit, %ax
	ja	2f
	movw	%cx, (%di)
	addw	$2, %di
	pushw	%si
	pushw	%di
	pushw	%bp
	pushw	%cx
	movw	$0x4f01, %ax
	int	$0x10
	popw	%cx
	popw	%bp
	popw	%di
	popw	%si
	pushw	%cs
	popw	%es
	cmpw	$OK, %ax
	jne	4f
	addw	$MODE_SIZE, %di
	incw	%bp
	jmp	1b
4:	subw	$2, %di				# a mode that it lists and does not know
	jmp	1b
2:	movw	block, %si
	subw	output, %di
	movw	%di, BLOCK_OUTPUT_LENGTH(%si)
	movzwl	%bp, %eax
	lret
3:	movzwl	%ax, %eax
	orl	$0x80000000, %eax
	lret

	.balign	2
block:	.word	0
output:	.word	0
limit:	.word	0
