# SHA-256 (FIPS 180-4) in position-independent i386 code, for the purgatory's check of its segments.
#
# void sha256(const void *data, unsigned long length, void *digest): C calling convention on a stack of at least
# 512 bytes; %ebx, %esi, %edi and %ebp are kept. The length may be any number of bytes below 512 MiB.

	.text
	.code32
	.globl sha256

	.set FRAME_W, 0			# message schedule, 64 words
	.set FRAME_V, 256		# working variables a..h
	.set FRAME_H, 288		# hash value
	.set FRAME_PADDING, 320		# the message's last bytes, padded: one block or two
	.set FRAME_DATA, 448		# next block
	.set FRAME_BLOCKS, 452		# blocks left there
	.set FRAME_PADDED, 456		# 1 once the padding is being read
	.set FRAME_K, 460		# address of the round constants
	.set FRAME_SIZE, 464
	.set ARG_DATA, FRAME_SIZE + 20
	.set ARG_LENGTH, FRAME_SIZE + 24
	.set ARG_DIGEST, FRAME_SIZE + 28

# One round. a..h: which working variable plays which part; i: word of W and K, relative to %edi and %esi.
	.macro round a, b, c, d, e, f, g, h, i
	movl	FRAME_V + 4 * \e(%esp), %eax
	movl	%eax, %ecx
	movl	%eax, %edx
	rorl	$6, %ecx
	rorl	$11, %edx
	xorl	%edx, %ecx
	rorl	$14, %edx
	xorl	%edx, %ecx
	movl	FRAME_V + 4 * \f(%esp), %edx
	xorl	FRAME_V + 4 * \g(%esp), %edx
	andl	%eax, %edx
	xorl	FRAME_V + 4 * \g(%esp), %edx
	addl	%edx, %ecx
	addl	FRAME_V + 4 * \h(%esp), %ecx
	addl	4 * \i(%esi), %ecx
	addl	4 * \i(%edi), %ecx
	addl	%ecx, FRAME_V + 4 * \d(%esp)
	movl	FRAME_V + 4 * \a(%esp), %eax
	movl	%eax, %edx
	movl	%eax, %ebp
	rorl	$2, %edx
	rorl	$13, %ebp
	xorl	%ebp, %edx
	rorl	$9, %ebp
	xorl	%ebp, %edx
	addl	%edx, %ecx
	movl	FRAME_V + 4 * \b(%esp), %edx
	movl	%edx, %ebp
	orl	%eax, %edx
	andl	%eax, %ebp
	andl	FRAME_V + 4 * \c(%esp), %edx
	orl	%ebp, %edx
	addl	%edx, %ecx
	movl	%ecx, FRAME_V + 4 * \h(%esp)
	.endm

sha256:
	pushl	%ebx
	pushl	%esi
	pushl	%edi
	pushl	%ebp
	subl	$FRAME_SIZE, %esp
	cld
	call	1f
1:	popl	%ebx
	leal	(constants - 1b)(%ebx), %eax
	movl	%eax, FRAME_K(%esp)
	leal	(initial - 1b)(%ebx), %esi
	leal	FRAME_H(%esp), %edi
	movl	$8, %ecx
	rep movsl

	movl	ARG_DATA(%esp), %eax
	movl	%eax, FRAME_DATA(%esp)
	movl	ARG_LENGTH(%esp), %eax
	shrl	$6, %eax
	movl	%eax, FRAME_BLOCKS(%esp)
	movl	$0, FRAME_PADDED(%esp)
next_block:
	cmpl	$0, FRAME_BLOCKS(%esp)
	jne	compress
	cmpl	$0, FRAME_PADDED(%esp)
	jne	finish

# The last bytes, 0x80, zeros, and the length in bits, big-endian.
	leal	FRAME_PADDING(%esp), %edi
	movl	$32, %ecx
	xorl	%eax, %eax
	rep stosl
	leal	FRAME_PADDING(%esp), %edi
	movl	FRAME_DATA(%esp), %esi
	movl	%edi, FRAME_DATA(%esp)
	movl	ARG_LENGTH(%esp), %ecx
	andl	$63, %ecx
	movl	$1, %edx
	cmpl	$56, %ecx
	jb	1f
	incl	%edx
1:	movl	%edx, FRAME_BLOCKS(%esp)
	movl	$1, FRAME_PADDED(%esp)
	rep movsb
	movb	$0x80, (%edi)
	shll	$6, %edx
	movl	ARG_LENGTH(%esp), %eax
	movl	%eax, %ecx
	shll	$3, %eax
	shrl	$29, %ecx
	bswapl	%eax
	bswapl	%ecx
	movl	%ecx, FRAME_PADDING - 8(%esp, %edx)
	movl	%eax, FRAME_PADDING - 4(%esp, %edx)

compress:
	movl	FRAME_DATA(%esp), %esi
	leal	FRAME_W(%esp), %edi
	movl	$16, %ecx
2:	lodsl
	bswapl	%eax
	stosl
	decl	%ecx
	jnz	2b

	movl	$48, %ebp
3:	movl	-60(%edi), %eax
	movl	%eax, %ecx
	movl	%eax, %edx
	rorl	$7, %ecx
	rorl	$18, %edx
	shrl	$3, %eax
	xorl	%ecx, %eax
	xorl	%edx, %eax
	movl	-8(%edi), %ecx
	movl	%ecx, %edx
	movl	%ecx, %ebx
	rorl	$17, %edx
	rorl	$19, %ebx
	shrl	$10, %ecx
	xorl	%edx, %ecx
	xorl	%ebx, %ecx
	addl	%ecx, %eax
	addl	-28(%edi), %eax
	addl	-64(%edi), %eax
	stosl
	decl	%ebp
	jnz	3b

	leal	FRAME_H(%esp), %esi
	leal	FRAME_V(%esp), %edi
	movl	$8, %ecx
	rep movsl

	movl	FRAME_K(%esp), %esi
	leal	FRAME_W(%esp), %edi
	movl	$8, %ebx
4:	round	0, 1, 2, 3, 4, 5, 6, 7, 0
	round	7, 0, 1, 2, 3, 4, 5, 6, 1
	round	6, 7, 0, 1, 2, 3, 4, 5, 2
	round	5, 6, 7, 0, 1, 2, 3, 4, 3
	round	4, 5, 6, 7, 0, 1, 2, 3, 4
	round	3, 4, 5, 6, 7, 0, 1, 2, 5
	round	2, 3, 4, 5, 6, 7, 0, 1, 6
	round	1, 2, 3, 4, 5, 6, 7, 0, 7
	addl	$32, %esi
	addl	$32, %edi
	decl	%ebx
	jnz	4b

	movl	$7, %ecx
5:	movl	FRAME_V(%esp, %ecx, 4), %eax
	addl	%eax, FRAME_H(%esp, %ecx, 4)
	decl	%ecx
	jns	5b
	addl	$64, FRAME_DATA(%esp)
	decl	FRAME_BLOCKS(%esp)
	jmp	next_block

finish:
	leal	FRAME_H(%esp), %esi
	movl	ARG_DIGEST(%esp), %edi
	movl	$8, %ecx
6:	lodsl
	bswapl	%eax
	stosl
	decl	%ecx
	jnz	6b
	addl	$FRAME_SIZE, %esp
	popl	%ebp
	popl	%edi
	popl	%esi
	popl	%ebx
	ret

	.balign 4
initial:
	.long 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
constants:
	.long 0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5
	.long 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174
	.long 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da
	.long 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967
	.long 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85
	.long 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070
	.long 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3
	.long 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
