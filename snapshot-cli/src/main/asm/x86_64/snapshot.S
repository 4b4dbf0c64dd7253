# The snapshot in memory, for x86_64: what ../i386/snapshot.S is for i386, whose comments hold here too. The differences:
# words are 64 bits wide, and paging is on. A's kexec page tables map all of RAM and this image at their physical
# addresses, so that "physical" and "virtual" are one to this program.
#
# Entry: long mode, interrupts off; 0(%rsp) is A's return address, in A's control page. Leaves by calling that address.

	.text
	.code64
image:

	.include "snapshot-parameters.S"

	.set	PRESENT, 1
	.set	LARGE_PAGE, 0x80

# Variables.
	.macro variable name
\name:	.quad	0
	.endm
	variable results_physical
	variable stack_pointer		# at the call of `snapshot`, to end it from within
	variable started		# the time-stamp counter
	variable table_tag		# the address bits above the table that was used last, plus 1
	variable table			# its physical address
	variable window			# which 32768 frames the three pages below are about, plus 1
	variable own_page
	variable copied_page
	variable zero_page
	variable extent
	variable extents_left
	variable excluded_kind
	variable is_slab
	variable is_hugetlb
frame_mask: .quad 0x000ffffffffff000	# of a table entry

	.balign	16
	.word	0, 0, 0
a_gdt:	.word	0
	.quad	0

	.balign	16
	.fill	1024, 1, 0
stack_end:

# Code has pages of its own, as in purgatory.S.
	.balign	4096

	.macro count kind
	incq	result_counts + 8 * \kind(%rip)
	.endm

	.globl	snapshot_start
snapshot_start:
	popq	%rax
	cld
	movq	%rax, result_return(%rip)
	movq	a_gdt_source(%rip), %rsi
	leaq	a_gdt(%rip), %rdi
	movsq
	movsw
	leaq	stack_end(%rip), %rsp
	call	snapshot
	lgdtq	a_gdt(%rip)
	movq	result_return(%rip), %rax
	call	*%rax
	jmp	snapshot_start		# A jumps again

# All of it. Clobbers all registers.
snapshot:
	movq	%rsp, stack_pointer(%rip)
	rdtsc
	shlq	$32, %rdx
	orq	%rdx, %rax
	movq	%rax, started(%rip)
	call	forget
	movq	request(%rip), %rax
	movq	%rax, result_request(%rip)
	movq	results_page(%rip), %rax
	call	translate
	jc	nowhere			# nowhere to tell it: the results keep another request's number
	movq	%rax, results_physical(%rip)
	call	check_nest
	call	mark_own
	call	walk
	movl	$STATUS_DONE, %eax
	cmpq	result_counts + 8 * KEPT(%rip), %r15
	je	end
	movl	$STATUS_FULL, %eax

# In: %rax status. Returns from `snapshot`, from whatever depth.
end:	movq	%rax, result_status(%rip)
	rdtsc
	shlq	$32, %rdx
	orq	%rdx, %rax
	subq	started(%rip), %rax
	movq	%rax, result_cycles(%rip)
	leaq	results(%rip), %rsi
	movq	results_physical(%rip), %rdi
	movl	$(results_end - results) / 8, %ecx
	rep movsq
nowhere:
	movq	stack_pointer(%rip), %rsp
	ret

# In: %rax virtual address whose page is not there.
moved:	movq	%rax, result_address(%rip)
	movl	$STATUS_MOVED, %eax
	jmp	end

# Empties what an earlier run left in variables and results; A's return address stays.
# Out: %r13 and %r15 0: one past the block that is being left out, pages copied.
forget:	movq	result_return(%rip), %rdx
	leaq	results(%rip), %rdi
	movl	$(results_end - results) / 8, %ecx
	xorl	%eax, %eax
	rep stosq
	movq	%rdx, result_return(%rip)
	movq	%rax, table_tag(%rip)
	movq	%rax, window(%rip)
	xorl	%r13d, %r13d
	xorl	%r15d, %r15d
	ret

# Translates an address by the process's page tables. In: %rax virtual address. Out: %rax physical address, or carry set
# and %rax unchanged if no page is there. Clobbers %r8 to %r11 and keeps all other registers.
translate:
	pushq	%rcx
	movq	%rax, %r8
	movq	level_count(%rip), %r9
	leaq	levels(%rip), %r10
	movq	%r9, %rcx
	shlq	$4, %rcx
	leaq	-16(%r10, %rcx), %r11	# the lowest level
	movq	-16(%r11), %rcx		# the shift of the one above
	shrq	%cl, %rax
	incq	%rax
	cmpq	table_tag(%rip), %rax
	movq	root(%rip), %rax
	jne	1f
	movq	table(%rip), %rax
	movl	$1, %r9d
	movq	%r11, %r10
1:	movq	(%r10), %rcx
	movq	%r8, %r11
	shrq	%cl, %r11
	andq	8(%r10), %r11
	movq	(%rax, %r11, 8), %rax
	testb	$PRESENT, %al
	jz	4f
	decq	%r9
	jz	3f
	testb	$LARGE_PAGE, %al
	jnz	3f
	andq	frame_mask(%rip), %rax
	cmpq	$1, %r9
	jne	2f
	movq	%rax, table(%rip)
	movq	%r8, %r11
	shrq	%cl, %r11
	incq	%r11
	movq	%r11, table_tag(%rip)
2:	addq	$16, %r10
	jmp	1b
3:	movq	$-1, %r9
	shlq	%cl, %r9
	andq	frame_mask(%rip), %rax
	andq	%r9, %rax
	notq	%r9
	andq	%r9, %r8
	orq	%r8, %rax
	clc
	popq	%rcx
	ret
4:	movq	%r8, %rax
	stc
	popq	%rcx
	ret

# This image must lie over pages that are still the process's. Marks them as the capture's own.
check_nest:
	movq	nest(%rip), %rsi
	movq	nest_physical(%rip), %rdi
	movq	nest_size(%rip), %rbp
	addq	%rsi, %rbp
1:	movq	%rsi, %rax
	call	translate
	jc	moved
	cmpq	%rdi, %rax
	jne	2f
	call	mark
	addq	$4096, %rsi
	addq	$4096, %rdi
	cmpq	%rbp, %rsi
	jb	1b
	ret
2:	movq	%rsi, %rax
	jmp	moved

# Marks the frames of the whole area as the capture's own; all of them must be there.
mark_own:
	movq	area_start(%rip), %rsi
1:	movq	%rsi, %rax
	call	translate
	jc	moved
	call	mark
	addq	$4096, %rsi
	cmpq	area_end(%rip), %rsi
	jb	1b
	ret

# Marks a frame as the capture's own. In: %rax its physical address. Clobbers %rax, %rdx, %r8 to %r11.
mark:	shrq	$12, %rax
	call	turn_to
	andl	$32767, %eax
	movq	own_page(%rip), %rdx
	btsq	%rax, (%rdx)
	ret

# Finds the bitmaps' pages for a frame. In: %rax frame. Clobbers %r8 to %r11 and keeps all other registers.
turn_to:
	movq	%rax, %r8
	shrq	$15, %r8
	incq	%r8
	cmpq	window(%rip), %r8
	jne	1f
	ret
1:	pushq	%rax
	pushq	%rdx
	movq	%r8, window(%rip)
	leaq	-1(%r8), %rdx
	shlq	$12, %rdx
	movq	own_bitmap(%rip), %rax
	addq	%rdx, %rax
	call	translate
	jc	moved
	movq	%rax, own_page(%rip)
	movq	copied_bitmap(%rip), %rax
	addq	%rdx, %rax
	call	translate
	jc	moved
	movq	%rax, copied_page(%rip)
	movq	zero_bitmap(%rip), %rax
	addq	%rdx, %rax
	call	translate
	jc	moved
	movq	%rax, zero_page(%rip)
	popq	%rdx
	popq	%rax
	ret

# Decides on every frame of every extent and copies what is kept. %rsi is the frame, %rdi its descriptor, %r12 one past
# the extent, %r13 one past the block that is being left out, %r14 bytes of a descriptor, %r15 pages copied.
walk:	movq	extents(%rip), %rax
	movq	%rax, extent(%rip)
	movq	extent_count(%rip), %rax
	movq	%rax, extents_left(%rip)
	movq	descriptor_size(%rip), %r14
next_extent:
	subq	$1, extents_left(%rip)
	jc	walked
	movq	extent(%rip), %rax
	movq	(%rax), %rsi
	movq	8(%rax), %r12
	movq	16(%rax), %rdi
	addq	$24, %rax
	movq	%rax, extent(%rip)
next_frame:
	cmpq	%r12, %rsi
	jae	next_extent
	movq	%rsi, %rax
	call	turn_to
	cmpq	%r13, %rsi
	jb	leave_out
	testq	%rdi, %rdi
	jz	keep
	jmp	classify
keep:	call	is_own
	jc	own
	call	copy
frame_done:
	incq	%rsi
	testq	%rdi, %rdi
	jz	next_frame
	addq	%r14, %rdi
	jmp	next_frame
own:	count	OWN
	jmp	frame_done
leave_out:
	call	is_own
	jc	own
	leaq	result_counts(%rip), %rax
	movq	excluded_kind(%rip), %rdx
	incq	(%rax, %rdx, 8)
	jmp	frame_done
walked:	ret

# Whether frame %rsi is the capture's own. Out: carry, and %rdx its bit in the bitmaps' pages. Clobbers %rax.
is_own:	movl	%esi, %edx
	andl	$32767, %edx
	movq	own_page(%rip), %rax
	btq	%rdx, (%rax)
	ret

# In: %rax kind, %rcx order of the block. Leaves the frame out, and those that follow it in its block.
exclude:
	movq	%rax, excluded_kind(%rip)
	movl	$1, %r13d
	shlq	%cl, %r13
	addq	%rsi, %r13
	cmpq	$FREE, %rax
	jne	leave_out
# Free blocks are most of an idle machine, and none of their frames is the capture's own.
	movq	%r13, %rdx
	cmpq	%r12, %rdx
	cmovaq	%r12, %rdx
	subq	%rsi, %rdx
	addq	%rdx, result_counts + 8 * FREE(%rip)
	addq	%rdx, %rsi
	imulq	%r14, %rdx
	addq	%rdx, %rdi
	jmp	next_frame

# %rbp flags, %edx mapcount, %rcx order.
classify:
	xorl	%ecx, %ecx
	movq	%rcx, is_slab(%rip)
	movq	%rcx, is_hugetlb(%rip)
	movq	offset_compound_head(%rip), %r8
	movq	(%rdi, %r8), %rax
	testq	%rax, tail_mask(%rip)
	jnz	keep
	movq	offset_flags(%rip), %r8
	movq	(%rdi, %r8), %rbp
	movq	offset_mapcount(%rip), %r8
	movl	(%rdi, %r8), %edx
	testq	%rbp, slab_mask(%rip)
	jnz	1f
	cmpq	$0, has_slab_type(%rip)
	je	2f
	cmpl	slab_mapcount(%rip), %edx
	jne	2f
1:	movq	$1, is_slab(%rip)

2:	cmpq	$0, has_buddy(%rip)
	je	3f
	cmpl	buddy_mapcount(%rip), %edx
	jne	3f
	cmpq	$0, is_slab(%rip)
	jne	3f
	movq	offset_private(%rip), %r8
	movq	(%rdi, %r8), %rcx
	cmpq	orders(%rip), %rcx
	jae	keep			# no such order: a torn descriptor
	movl	$FREE, %eax
	jmp	exclude
3:	cmpq	$0, has_unaccepted(%rip)
	je	4f
	cmpl	unaccepted_mapcount(%rip), %edx
	jne	4f
	movq	orders(%rip), %rcx
	decq	%rcx
	movl	$FREE, %eax
	jmp	exclude

4:	testq	%rbp, head_mask(%rip)
	jz	5f
	leaq	1(%rsi), %rax
	cmpq	%r12, %rax
	jae	5f
	call	read_compound

5:	movq	offset_mapping(%rip), %r8
	movq	(%rdi, %r8), %rax
	testq	%rax, anonymous_mask(%rip)
	jz	6f
	cmpq	$0, is_slab(%rip)
	je	9f			# anonymous
6:	testq	%rbp, lru_mask(%rip)
	jnz	7f
	movq	swap_backed_mask(%rip), %rax
	testq	%rax, %rax
	jz	1f
	testq	%rbp, %rax
	jz	8f
1:	testq	%rbp, swap_cache_mask(%rip)
	jz	8f
7:	movl	$CACHE, %eax
	testq	%rbp, private_mask(%rip)
	jz	exclude
	movl	$CACHE_PRIVATE, %eax
	cmpq	$0, leave_out_private(%rip)
	jne	exclude
8:	cmpq	$0, is_hugetlb(%rip)
	je	1f
9:	movl	$USER, %eax
	cmpq	$0, leave_out_user(%rip)
	jne	exclude
1:	movl	$HWPOISON, %eax
	testq	%rbp, poison_mask(%rip)
	jnz	exclude
	cmpq	$0, has_offline(%rip)
	je	keep
	cmpl	offline_mapcount(%rip), %edx
	jne	keep
	cmpq	$0, is_slab(%rip)
	jne	keep
	movl	$OFFLINE, %eax
	jmp	exclude

# Order and hugetlb out of the second descriptor of a compound page. Out: %rcx order. Clobbers %rax, %r8 to %r10.
read_compound:
	leaq	(%rdi, %r14), %r9
	movq	compound_form(%rip), %rax
	cmpq	$1, %rax
	jb	4f
	je	1f
	movq	offset_flags(%rip), %r8
	movq	(%r9, %r8), %rcx
	cmpq	$2, %rax
	je	2f
	cmpl	hugetlb(%rip), %edx
	jmp	3f
1:	movq	compound_destructor(%rip), %r8
	movl	(%r9, %r8), %eax
	andl	compound_member_mask(%rip), %eax
	movq	compound_order(%rip), %r8
	movl	(%r9, %r8), %ecx
	andl	compound_member_mask(%rip), %ecx
	cmpl	hugetlb(%rip), %eax
	jmp	3f
2:	movq	%rcx, %rax
	andq	hugetlb(%rip), %rax
	cmpq	hugetlb(%rip), %rax
3:	jne	5f
	movq	has_hugetlb(%rip), %rax
	movq	%rax, is_hugetlb(%rip)
# %rcx order, of which a form other than members has eight bits. A block lies at a multiple of its size.
5:	cmpq	$1, compound_form(%rip)
	je	6f
	andl	$0xff, %ecx
6:	cmpq	$64, %rcx
	jae	4f
	movl	$1, %eax
	shlq	%cl, %rax
	decq	%rax
	testq	%rsi, %rax
	jnz	4f
	ret
4:	xorl	%ecx, %ecx
	ret

# Copies frame %rsi to the buffer, or notes that it is all zeros. %rdx is its bit in the bitmaps' pages. Keeps %rsi, %rdi.
copy:	pushq	%rsi
	pushq	%rdi
	shlq	$12, %rsi
	cmpq	$0, leave_out_zero(%rip)
	je	1f
	movq	%rsi, %rdi
	movl	$512, %ecx
	xorl	%eax, %eax
	repe scasq
	jne	1f
	count	ZERO
	movq	zero_page(%rip), %rax
	btsq	%rdx, (%rax)
	jmp	3f
1:	count	KEPT
	cmpq	buffer_pages(%rip), %r15
	jae	3f			# full: counted all the same, so that it can be said how much is missing
	movq	%r15, %rax
	incq	%r15
	shlq	$12, %rax
	addq	buffer(%rip), %rax
	call	translate
	jc	moved
	movq	%rax, %rdi
	movq	copied_page(%rip), %rax
	btsq	%rdx, (%rax)
	movq	result_sum(%rip), %rdx
	movl	$4096 / 64, %ecx
2:	.irp	at, 0, 8, 16, 24, 32, 40, 48, 56
	movq	\at(%rsi), %rax
	movq	%rax, \at(%rdi)
	addq	%rax, %rdx
	.endr
	addq	$64, %rsi
	addq	$64, %rdi
	decl	%ecx
	jnz	2b
	movq	%rdx, result_sum(%rip)
	addq	%rdx, result_sum_of_sums(%rip)
3:	popq	%rdi
	popq	%rsi
	ret
