# SHA-256 (FIPS 180-4) in position-independent x86_64 code, for the purgatory's check of its segments.
#
# void sha256(const void *data, unsigned long length, void *digest): System V calling convention on a stack of at
# least 640 bytes. No vector registers: in purgatory nothing has saved the peer's.

	.text
	.code64
	.globl sha256

	.set FRAME_W, 0			# message schedule, 64 words
	.set FRAME_H, 256		# hash value
	.set FRAME_PADDING, 288		# the message's last bytes, padded: one block or two
	.set FRAME_DATA, 416		# next block
	.set FRAME_BLOCKS, 424		# blocks left there
	.set FRAME_PADDED, 432		# 1 once the padding is being read
	.set FRAME_LENGTH, 440
	.set FRAME_DIGEST, 448
	.set FRAME_SIZE, 456

# One round. a..h: registers of the working variables; i: word of W and K, relative to %rdi and %rsi.
	.macro round a, b, c, d, e, f, g, h, i
	movl	\e, %eax
	movl	\f, %ecx
	rorl	$14, %eax
	xorl	\g, %ecx
	xorl	\e, %eax
	andl	\e, %ecx
	rorl	$5, %eax
	xorl	\g, %ecx
	xorl	\e, %eax
	addl	%ecx, \h
	rorl	$6, %eax
	addl	4 * \i(%rsi), \h
	addl	4 * \i(%rdi), \h
	addl	%eax, \h
	addl	\h, \d
	movl	\a, %eax
	movl	\a, %ecx
	movl	\a, %edx
	rorl	$9, %eax
	orl	\b, %ecx
	xorl	\a, %eax
	andl	\c, %ecx
	rorl	$11, %eax
	andl	\b, %edx
	xorl	\a, %eax
	orl	%edx, %ecx
	rorl	$2, %eax
	addl	%ecx, \h
	addl	%eax, \h
	.endm

sha256:
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	subq	$FRAME_SIZE, %rsp
	cld
	movq	%rdi, FRAME_DATA(%rsp)
	movq	%rsi, FRAME_LENGTH(%rsp)
	movq	%rdx, FRAME_DIGEST(%rsp)
	shrq	$6, %rsi
	movq	%rsi, FRAME_BLOCKS(%rsp)
	movq	$0, FRAME_PADDED(%rsp)
	leaq	initial(%rip), %rsi
	leaq	FRAME_H(%rsp), %rdi
	movl	$8, %ecx
	rep movsl

next_block:
	cmpq	$0, FRAME_BLOCKS(%rsp)
	jne	compress
	cmpq	$0, FRAME_PADDED(%rsp)
	jne	finish

# The last bytes, 0x80, zeros, and the length in bits, big-endian.
	leaq	FRAME_PADDING(%rsp), %rdi
	movl	$16, %ecx
	xorl	%eax, %eax
	rep stosq
	leaq	FRAME_PADDING(%rsp), %rdi
	movq	FRAME_DATA(%rsp), %rsi
	movq	%rdi, FRAME_DATA(%rsp)
	movq	FRAME_LENGTH(%rsp), %rcx
	andl	$63, %ecx
	movl	$1, %edx
	cmpl	$56, %ecx
	jb	1f
	incl	%edx
1:	movq	%rdx, FRAME_BLOCKS(%rsp)
	movq	$1, FRAME_PADDED(%rsp)
	rep movsb
	movb	$0x80, (%rdi)
	shll	$6, %edx
	movq	FRAME_LENGTH(%rsp), %rax
	shlq	$3, %rax
	bswapq	%rax
	movq	%rax, FRAME_PADDING - 8(%rsp, %rdx)

compress:
	movq	FRAME_DATA(%rsp), %rsi
	leaq	FRAME_W(%rsp), %rdi
	movl	$16, %ecx
2:	lodsl
	bswapl	%eax
	stosl
	decl	%ecx
	jnz	2b

	movl	$48, %ebp
3:	movl	-60(%rdi), %eax
	movl	%eax, %ecx
	movl	%eax, %edx
	rorl	$7, %ecx
	rorl	$18, %edx
	shrl	$3, %eax
	xorl	%ecx, %eax
	xorl	%edx, %eax
	movl	-8(%rdi), %ecx
	movl	%ecx, %edx
	movl	%ecx, %ebx
	rorl	$17, %edx
	rorl	$19, %ebx
	shrl	$10, %ecx
	xorl	%edx, %ecx
	xorl	%ebx, %ecx
	addl	%ecx, %eax
	addl	-28(%rdi), %eax
	addl	-64(%rdi), %eax
	stosl
	decl	%ebp
	jnz	3b

	movl	FRAME_H + 0(%rsp), %r8d
	movl	FRAME_H + 4(%rsp), %r9d
	movl	FRAME_H + 8(%rsp), %r10d
	movl	FRAME_H + 12(%rsp), %r11d
	movl	FRAME_H + 16(%rsp), %r12d
	movl	FRAME_H + 20(%rsp), %r13d
	movl	FRAME_H + 24(%rsp), %r14d
	movl	FRAME_H + 28(%rsp), %r15d
	leaq	constants(%rip), %rsi
	leaq	FRAME_W(%rsp), %rdi
	movl	$8, %ebx
4:	round	%r8d, %r9d, %r10d, %r11d, %r12d, %r13d, %r14d, %r15d, 0
	round	%r15d, %r8d, %r9d, %r10d, %r11d, %r12d, %r13d, %r14d, 1
	round	%r14d, %r15d, %r8d, %r9d, %r10d, %r11d, %r12d, %r13d, 2
	round	%r13d, %r14d, %r15d, %r8d, %r9d, %r10d, %r11d, %r12d, 3
	round	%r12d, %r13d, %r14d, %r15d, %r8d, %r9d, %r10d, %r11d, 4
	round	%r11d, %r12d, %r13d, %r14d, %r15d, %r8d, %r9d, %r10d, 5
	round	%r10d, %r11d, %r12d, %r13d, %r14d, %r15d, %r8d, %r9d, 6
	round	%r9d, %r10d, %r11d, %r12d, %r13d, %r14d, %r15d, %r8d, 7
	addq	$32, %rsi
	addq	$32, %rdi
	decl	%ebx
	jnz	4b

	addl	%r8d, FRAME_H + 0(%rsp)
	addl	%r9d, FRAME_H + 4(%rsp)
	addl	%r10d, FRAME_H + 8(%rsp)
	addl	%r11d, FRAME_H + 12(%rsp)
	addl	%r12d, FRAME_H + 16(%rsp)
	addl	%r13d, FRAME_H + 20(%rsp)
	addl	%r14d, FRAME_H + 24(%rsp)
	addl	%r15d, FRAME_H + 28(%rsp)
	addq	$64, FRAME_DATA(%rsp)
	decq	FRAME_BLOCKS(%rsp)
	jmp	next_block

finish:
	leaq	FRAME_H(%rsp), %rsi
	movq	FRAME_DIGEST(%rsp), %rdi
	movl	$8, %ecx
5:	lodsl
	bswapl	%eax
	stosl
	decl	%ecx
	jnz	5b
	addq	$FRAME_SIZE, %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
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
