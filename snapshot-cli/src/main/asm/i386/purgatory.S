# Purgatory and trampoline for i386: what runs between kernel A and kernel B, in protected mode without paging.
#
# It lies in one reserved stretch of B's range and stays there for as long as B is resident, so both directions
# share its memory. A's relocate_kernel (arch/x86/kernel/relocate_kernel_32.S, Linux 6.1) swaps B's range in and
# *calls* the image's start; it is come back to by *calling* the address that it pushed, and takes what that call
# pushes as the image's new start. The entries:
#
#   purgatory_start   A's first jump. In: 0(%esp) A's return address. Checks the segments, boots B; if they are
#                     corrupt goes back to A, whose next jump then arrives at `corrupt_again`.
#   leave             B jumps to A. In: 0(%esp) B's return address. Calls A's entry.
#   resume            A jumps to B again. In: 0(%esp) A's return address. Returns into B, whose next jump then
#                     arrives at `leave` again: B need not load its image again.
#   enter             A jumps to a peer, whose image A loads for each jump: `purgatory_start` the first time,
#                     `resume` once the peer has left.
#   corrupt_again     A jumps again after a failed check, or to a peer that is lost: straight back.
#   lose              A peer panics, and the image that it loaded for that jumps here. In: any stack. Calls A's
#                     entry; the peer is not gone to any more.
#
# Neither kernel restores a usable GDT register before it loads segment registers (machine_kexec invalidates it;
# fixed for x86_64 alone by commit 07fa619f2a40). So each direction loads the peer's GDT register last. lgdt only
# loads the register, so the address is the peer's virtual one, from its saved_context.gdt_desc, which
# save_processor_state fills in on CPU 0 just before the jump.
#
# A peer lies in memory that A lends and has no image that would exchange low memory: where low_size is not 0,
# purgatory exchanges it itself, with a copy in the lent range, last on the way in and first on the way out.
#
# Every entry: 32-bit flat segments, paging and interrupts off. Clobbers everything but what the peer reads back:
# A and B restore all registers themselves.

	.text
	.code32
image:

# Parameters, filled in by the loader (see org.kexshot.kexec.Purgatory).
	.globl kernel_entry, boot_parameters, a_gdt_source, b_parameters, region_count, regions
	.globl low_copy, low_size, b_return, b_counter, b_lost
kernel_entry:	.long 0		# physical address of B's 32-bit entry
boot_parameters: .long 0	# physical address of B's boot_params
a_gdt_source:	.long 0		# physical address of A's saved_context.gdt_desc (6 bytes)
b_parameters:	.long 0		# physical address of the page that B's own kexec_load brings in: its first
				# word is the physical address of B's saved_context.gdt_desc, or 0
region_count:	.long 0
regions:			# {physical address, length, SHA-256}, at most 8
	.fill 8 * 40, 1, 0
low_copy:	.long 0		# where the low memory of whichever system does not run lies
low_size:	.long 0		# bytes of it, from address 0; 0 where the image exchanges it

# What is remembered between the jumps.
a_entry:	.long 0		# A's return address, physical, in A's control page
b_return:	.long 0		# B's, in B's control page
b_counter:	.quad 0		# the second number of the page that B brings in: its time-stamp counter as it left
b_lost:		.long 0		# 1 once the peer has panicked
	.balign 4
	.word 0
a_gdt:	.word 0
	.long 0
	.word 0
b_gdt:	.word 0
	.long 0

	.balign 8
boot_gdt:			# __BOOT_CS and __BOOT_DS of Documentation/x86/boot.rst
	.quad 0
	.quad 0
	.quad 0x00cf9a000000ffff	# 0x10: flat code
	.quad 0x00cf92000000ffff	# 0x18: flat data
boot_gdt_end:
	.word 0
boot_gdt_register:
	.word boot_gdt_end - boot_gdt - 1
	.long 0

	.balign 4
digest:	.fill 32, 1, 0
	.balign 16
	.fill 1024, 1, 0
stack_end:

# Code has pages of its own: a processor takes a write near code for a change of that code and starts over, and an
# emulator translates the whole page again. With the stack beside it SHA-256 took a hundred times longer.
	.balign 4096

# %ebx = where this image lies.
	.macro locate_image
	call	1f
1:	popl	%ebx
	subl	$(1b - image), %ebx
	.endm

	.macro field name, reg
	movl	(\name - image)(%ebx), \reg
	.endm

	.globl enter
enter:
	locate_image
	cmpl	$0, (b_lost - image)(%ebx)
	jne	corrupt_again
	cmpl	$0, (b_return - image)(%ebx)
	jne	resume

	.globl purgatory_start
purgatory_start:
	popl	%eax
	cld
	locate_image
	movl	%eax, (a_entry - image)(%ebx)
	call	remember_a_gdt
	leal	(stack_end - image)(%ebx), %esp
	call	verify_regions
	testl	%eax, %eax
	jnz	back_corrupt
	call	exchange_low_memory

	leal	(boot_gdt - image)(%ebx), %eax
	movl	%eax, (boot_gdt_register + 2 - image)(%ebx)
	lgdtl	(boot_gdt_register - image)(%ebx)
	leal	(boot - image)(%ebx), %eax
	pushl	$0x10
	pushl	%eax
	lretl
boot:	movl	$0x18, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	%eax, %fs
	movl	%eax, %gs
	field	boot_parameters, %esi
	field	kernel_entry, %ecx
	xorl	%ebp, %ebp
	xorl	%edi, %edi
	xorl	%ebx, %ebx
	jmp	*%ecx

	.globl leave
leave:
	popl	%eax
	cld
	locate_image
	movl	%eax, (b_return - image)(%ebx)
	leal	(stack_end - image)(%ebx), %esp
	field	b_parameters, %esi
	movl	8(%esi), %eax
	movl	%eax, (b_counter - image)(%ebx)
	movl	12(%esi), %eax
	movl	%eax, (b_counter + 4 - image)(%ebx)
	movl	(%esi), %esi
	testl	%esi, %esi
	jz	1f
	leal	(b_gdt - image)(%ebx), %edi
	movsl
	movsw
1:	call	exchange_low_memory
	field	a_entry, %eax
	lgdtl	(a_gdt - image)(%ebx)
	call	*%eax

	.globl resume
resume:
	popl	%eax
	cld
	locate_image
	movl	%eax, (a_entry - image)(%ebx)
	leal	(stack_end - image)(%ebx), %esp
	call	remember_a_gdt
	cmpl	$0, (b_gdt + 2 - image)(%ebx)
	jz	bounce
	call	exchange_low_memory
	leal	(leave - image)(%ebx), %eax
	pushl	%eax
	field	b_return, %eax
	lgdtl	(b_gdt - image)(%ebx)
	jmp	*%eax
# B never told where its GDT lies, so it cannot be gone back to.
bounce:
	field	a_entry, %eax
	lgdtl	(a_gdt - image)(%ebx)
	call	*%eax
	jmp	resume

	.globl corrupt_again
back_corrupt:
	field	a_entry, %eax
	lgdtl	(a_gdt - image)(%ebx)
	call	*%eax
corrupt_again:
	popl	%eax
	locate_image
	movl	%eax, (a_entry - image)(%ebx)
	jmp	back_corrupt

	.globl lose
lose:
	cld
	locate_image			# on the stack of the peer's relocate_kernel
	leal	(stack_end - image)(%ebx), %esp
	movl	$1, (b_lost - image)(%ebx)
	call	exchange_low_memory
	jmp	back_corrupt

# In: %ebx image. Clobbers %esi, %edi.
remember_a_gdt:
	field	a_gdt_source, %esi
	leal	(a_gdt - image)(%ebx), %edi
	movsl
	movsw
	ret

# In: %ebx image. Clobbers %eax, %ecx, %edx, %esi, %edi.
exchange_low_memory:
	xorl	%esi, %esi
	field	low_copy, %edi
	field	low_size, %ecx
	shrl	$2, %ecx
	jz	2f
1:	movl	(%esi), %eax
	movl	(%edi), %edx
	movl	%edx, (%esi)
	stosl
	addl	$4, %esi
	decl	%ecx
	jnz	1b
2:	ret

# Out: %eax 0 if the SHA-256 of every region is what the loader said. Keeps %ebx.
verify_regions:
	field	region_count, %ecx
	leal	(regions - image)(%ebx), %esi
1:	testl	%ecx, %ecx
	jz	3f
	pushl	%ecx
	pushl	%esi
	leal	(digest - image)(%ebx), %eax
	pushl	%eax			# digest
	pushl	4(%esi)			# length
	pushl	0(%esi)			# address
	call	sha256
	addl	$12, %esp
	popl	%esi
	leal	8(%esi), %esi
	leal	(digest - image)(%ebx), %edi
	movl	$8, %ecx
	repe cmpsl		# %esi is at the next region only where all eight words agree
	popl	%ecx
	jne	2f
	decl	%ecx
	jmp	1b
2:	movl	$1, %eax
	ret
3:	xorl	%eax, %eax
	ret
