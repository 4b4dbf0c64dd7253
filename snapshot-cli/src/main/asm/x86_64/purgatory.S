# Purgatory and trampoline for x86_64: what runs between kernel A and kernel B, in long mode on page tables of its own.
#
# It lies in one reserved stretch of B's range and stays there for as long as B is resident, so both directions
# share its memory. A's relocate_kernel (arch/x86/kernel/relocate_kernel_64.S, Linux 6.1) swaps B's range in and
# *calls* the image's start; it is come back to by *calling* the address that it pushed, and takes what that call
# pushes as the image's new start. The entries:
#
#   purgatory_start   A's first jump. In: 0(%rsp) A's return address. Checks the segments, boots B; if they are
#                     corrupt goes back to A, whose next jump then arrives at `corrupt_again`.
#   leave             B jumps to A. In: 0(%rsp) B's return address. Calls A's entry.
#   resume            A jumps to B again. In: 0(%rsp) A's return address. Returns into B, whose next jump then
#                     arrives at `leave` again: B need not load its image again.
#   enter             A jumps to a peer, whose image A loads for each jump: `purgatory_start` the first time,
#                     `resume` once the peer has left.
#   corrupt_again     A jumps again after a failed check, or to a peer that is lost: straight back.
#   lose              A peer panics, and the image that it loaded for that jumps here. In: nothing. Calls A's entry; the
#                     peer is not gone to any more.
#
# Who jumps here does so on page tables that map physical memory one to one, but B's map only B's memory and the
# one page that B's image brings in (its 2 MiB, so this code too). A's control page lies elsewhere. So every entry
# first loads page tables that map all of A's RAM; each kernel's relocate_kernel goes back to its own.
# Their number of levels is A's and B's alike, for CR4.LA57 cannot be changed in long mode.
#
# Neither kernel restores a usable GDT register before it loads segment registers (machine_kexec invalidates it;
# fixed upstream by commit 07fa619f2a40). So each direction loads the peer's GDT register last. lgdt only
# loads the register, so the address is the peer's virtual one, from its saved_context.gdt_desc, which
# save_processor_state fills in on CPU 0 just before the jump.
#
# A peer lies in memory that A lends and has no image that would exchange low memory: where low_size is not 0,
# purgatory exchanges it itself, with a copy in the lent range, last on the way in and first on the way out.
#
# Every entry: long mode, interrupts off, CR4 PAE and LA57 at most (so no PCID and no global pages: loading CR3
# flushes all). Clobbers everything but what the peer reads back: A and B restore all registers themselves.

	.text
	.code64
image:

# Parameters, filled in by the loader (see org.kexshot.kexec.Purgatory).
	.globl kernel_entry, boot_parameters, a_gdt_source, b_parameters, page_tables, region_count, regions
	.globl low_copy, low_size, b_return, b_counter, b_lost
kernel_entry:	.quad 0		# physical address of B's 64-bit entry
boot_parameters: .quad 0	# physical address of B's boot_params
a_gdt_source:	.quad 0		# physical address of A's saved_context.gdt_desc (10 bytes)
b_parameters:	.quad 0		# physical address of the page that B's own kexec_load brings in: its first
				# word is the physical address of B's saved_context.gdt_desc, or 0
page_tables:	.quad 0		# physical address of the top table (see org.kexshot.kexec.IdentityMap)
region_count:	.quad 0
regions:			# {physical address, length, SHA-256}, at most 8
	.fill 8 * 48, 1, 0
low_copy:	.quad 0		# where the low memory of whichever system does not run lies
low_size:	.quad 0		# bytes of it, from address 0; 0 where the image exchanges it

# What is remembered between the jumps.
a_entry:	.quad 0		# A's return address, physical, in A's control page
b_return:	.quad 0		# B's, in B's control page
b_counter:	.quad 0		# the second number of the page that B brings in: its time-stamp counter as it left
b_lost:		.quad 0		# 1 once the peer has panicked
	.balign 8
	.skip 6
a_gdt:	.word 0
	.quad 0
	.skip 6
b_gdt:	.word 0
	.quad 0

	.balign 8
boot_gdt:			# __BOOT_CS and __BOOT_DS of Documentation/x86/boot.rst
	.quad 0
	.quad 0
	.quad 0x00af9a000000ffff	# 0x10: 64-bit code
	.quad 0x00cf92000000ffff	# 0x18: flat data
boot_gdt_end:
	.skip 6
boot_gdt_register:
	.word boot_gdt_end - boot_gdt - 1
	.quad 0

digest:	.fill 32, 1, 0
	.balign 16
	.fill 1024, 1, 0
stack_end:

# Code has pages of its own: a processor takes a write near code for a change of that code and starts over, and an
# emulator translates the whole page again. With the stack beside it SHA-256 took a hundred times longer.
	.balign 4096

	.macro load_page_tables
	movq	page_tables(%rip), %rcx
	movq	%rcx, %cr3
	.endm

	.globl enter
enter:
	cmpq	$0, b_lost(%rip)
	jne	corrupt_again
	cmpq	$0, b_return(%rip)
	jne	resume

	.globl purgatory_start
purgatory_start:
	popq	%rax
	cld
	movq	%rax, a_entry(%rip)
	load_page_tables
	leaq	stack_end(%rip), %rsp
	call	remember_a_gdt
	call	verify_regions
	testl	%eax, %eax
	jnz	back_corrupt
	call	exchange_low_memory

	leaq	boot_gdt(%rip), %rax
	movq	%rax, boot_gdt_register + 2(%rip)
	lgdt	boot_gdt_register(%rip)
	pushq	$0x10
	leaq	boot(%rip), %rax
	pushq	%rax
	lretq
boot:	movl	$0x18, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	%eax, %fs
	movl	%eax, %gs
	movq	boot_parameters(%rip), %rsi
	movq	kernel_entry(%rip), %rcx
	xorl	%ebp, %ebp
	xorl	%edi, %edi
	xorl	%ebx, %ebx
	jmp	*%rcx

	.globl leave
leave:
	popq	%rax
	cld
	movq	%rax, b_return(%rip)
	load_page_tables
	leaq	stack_end(%rip), %rsp
	movq	b_parameters(%rip), %rsi
	movq	8(%rsi), %rax
	movq	%rax, b_counter(%rip)
	movq	(%rsi), %rsi
	testq	%rsi, %rsi
	jz	1f
	leaq	b_gdt(%rip), %rdi
	movsq
	movsw
1:	call	exchange_low_memory
	movq	a_entry(%rip), %rax
	lgdt	a_gdt(%rip)
	call	*%rax

	.globl resume
resume:
	popq	%rax
	cld
	movq	%rax, a_entry(%rip)
	load_page_tables
	leaq	stack_end(%rip), %rsp
	call	remember_a_gdt
	cmpq	$0, b_gdt + 2(%rip)
	je	bounce
	call	exchange_low_memory
	leaq	leave(%rip), %rax
	pushq	%rax
	movq	b_return(%rip), %rax
	lgdt	b_gdt(%rip)
	jmp	*%rax
# B never told where its GDT lies, so it cannot be gone back to.
bounce:
	movq	a_entry(%rip), %rax
	lgdt	a_gdt(%rip)
	call	*%rax
	jmp	resume

	.globl corrupt_again
back_corrupt:
	movq	a_entry(%rip), %rax
	lgdt	a_gdt(%rip)
	call	*%rax
corrupt_again:
	popq	%rax
	cld
	movq	%rax, a_entry(%rip)
	load_page_tables
	jmp	back_corrupt

	.globl lose
lose:
	cld
	load_page_tables
	leaq	stack_end(%rip), %rsp
	movq	$1, b_lost(%rip)
	call	exchange_low_memory
	jmp	back_corrupt

# Clobbers %rsi, %rdi.
remember_a_gdt:
	movq	a_gdt_source(%rip), %rsi
	leaq	a_gdt(%rip), %rdi
	movsq
	movsw
	ret

# Clobbers %rax, %rcx, %rdx, %rsi, %rdi.
exchange_low_memory:
	xorl	%esi, %esi
	movq	low_copy(%rip), %rdi
	movq	low_size(%rip), %rcx
	shrq	$3, %rcx
	jz	2f
1:	movq	(%rsi), %rax
	movq	(%rdi), %rdx
	movq	%rdx, (%rsi)
	stosq
	addq	$8, %rsi
	decq	%rcx
	jnz	1b
2:	ret

# Out: %eax 0 if the SHA-256 of every region is what the loader said.
verify_regions:
	movq	region_count(%rip), %rbx
	leaq	regions(%rip), %rbp
1:	testq	%rbx, %rbx
	jz	3f
	movq	0(%rbp), %rdi
	movq	8(%rbp), %rsi
	leaq	digest(%rip), %rdx
	call	sha256
	addq	$16, %rbp
	leaq	digest(%rip), %rsi
	movq	%rbp, %rdi
	movl	$4, %ecx
	repe cmpsq
	jne	2f
	movq	%rdi, %rbp
	decq	%rbx
	jmp	1b
2:	movl	$1, %eax
	ret
3:	xorl	%eax, %eax
	ret
