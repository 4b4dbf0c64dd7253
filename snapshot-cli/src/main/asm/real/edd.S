# Reads what the BIOS says of its disks: a program in real mode (see ../physical-core.S). Enhanced disk drive services, INT 13h, AH=41h
# and AH=48h (BIOS Enhanced Disk Drive Specification 3.0). Output: for each disk that has them {number, version, AH of the second
# call, 0: bytes; subset of functions: word; 74 bytes of parameters, of which the first word is how many the BIOS gave}. Returns how
# many disks.

	.code16
	.set	BLOCK_OUTPUT, 0x20
	.set	BLOCK_OUTPUT_LENGTH, 0x30
	.set	FIRST, 0x80
	.set	LAST, 0x8f
	.set	HEAD, 6
	.set	PARAMETERS, 74

edd_start:
	movw	%si, block
	movw	BLOCK_OUTPUT(%si), %di
	movb	$FIRST, %dl
	xorw	%bp, %bp
1:	movb	$0x41, %ah
	movw	$0x55aa, %bx
	pushw	%dx
	pushw	%di
	pushw	%bp
	int	$0x13
	popw	%bp
	popw	%di
	popw	%dx
	jc	3f
	cmpw	$0xaa55, %bx
	jne	3f
	movb	%dl, (%di)
	movb	%ah, 1(%di)
	movw	%cx, 4(%di)
	leaw	HEAD(%di), %si
	movw	$PARAMETERS, (%si)
	movb	$0x48, %ah
	pushw	%dx
	pushw	%di
	pushw	%bp
	int	$0x13
	popw	%bp
	popw	%di
	popw	%dx
	movb	%ah, 2(%di)
	movb	$0, 3(%di)
	jc	2f
	movb	$0, 2(%di)
2:	addw	$HEAD + PARAMETERS, %di
	incw	%bp
3:	cmpb	$LAST, %dl
	je	4f
	incb	%dl
	jmp	1b
4:	movw	block, %si
	subw	BLOCK_OUTPUT(%si), %di
	movw	%di, BLOCK_OUTPUT_LENGTH(%si)
	movzwl	%bp, %eax
	lret

	.balign	2
block:	.word	0
