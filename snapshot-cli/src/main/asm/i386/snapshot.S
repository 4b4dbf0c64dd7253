# The snapshot in memory, for i386: a program in physical mode that A jumps into by kexec as into a kernel, and that
# comes back at once. It walks A's page descriptors, leaves out what the dump level says, and copies every other page
# into locked memory of the process that asked for it. Nothing of A runs meanwhile.
#
# It is loaded over pages of that process's own (its "nest"), so the exchange of pages at the jump takes nothing of A
# away. Where the process's pages lie is asked of its page tables here, at the instant, and of nothing older: a page
# that was moved after the process looked is found all the same, and one that is under way ends the snapshot before any page
# is copied.
# Written to are this image and the pages of that area, nothing else.
#
# Entry: 32-bit flat segments, paging and interrupts off; 0(%esp) is A's return address, in A's control page (see
# purgatory.S). It leaves by *calling* that address, so that A takes what the call pushes as the image's new start.
#
# The area, in the process's virtual memory, page by page:
#   results; bitmap of frames that are the capture's own (the loader has marked the image's source pages, the area's and
#   the nest's are marked here); bitmap of frames that were copied; bitmap of frames that are all zeros; buffer.
# The k-th set bit of the second bitmap is the frame whose bytes are in the buffer's k-th page.
#
# All parameters and results are 64 bits wide, of which this program uses the lower half: addresses are below 4 GiB.
# Masks, offsets and values are those of org.kexshot.filter.DescriptorChecks, the order of the questions that of
# org.kexshot.filter.PageClassifier.

	.text
	.code32
image:

	.include "snapshot-parameters.S"

# Variables.
	.macro variable name
\name:	.long	0
	.endm
	variable results_physical
	variable stack_pointer		# at the call of `snapshot`, to end it from within
	variable started		# the time-stamp counter, lower half, upper half
	variable started_high
	variable table_tag		# the address bits above the table that was used last, plus 1
	variable table			# its physical address
	variable window			# which 32768 frames the three pages below are about, plus 1
	variable own_page
	variable copied_page
	variable zero_page
	variable extent
	variable extents_left
	variable extent_end
	variable excluded_end		# one past the block that is being left out
	variable excluded_kind
	variable order
	variable is_slab
	variable is_hugetlb
	variable copied			# pages

	.balign	8
a_gdt:	.word	0
	.long	0

	.balign	16
	.fill	1024, 1, 0
stack_end:

# Code has pages of its own, as in purgatory.S.
	.balign	4096

	.macro field name, reg
	movl	(\name - image)(%ebx), \reg
	.endm
	.macro store reg, name
	movl	\reg, (\name - image)(%ebx)
	.endm
	.macro count kind
	addl	$1, (result_counts + 8 * \kind - image)(%ebx)
	.endm

	.globl	snapshot_start
snapshot_start:
	popl	%eax
	cld
	call	1f
1:	popl	%ebx
	subl	$(1b - image), %ebx
	store	%eax, result_return
	field	a_gdt_source, %esi
	leal	(a_gdt - image)(%ebx), %edi
	movsl
	movsw
	leal	(stack_end - image)(%ebx), %esp
	call	snapshot
	lgdtl	(a_gdt - image)(%ebx)
	field	result_return, %eax
	call	*%eax
	jmp	snapshot_start		# A jumps again

# All of it. In: %ebx image. Clobbers all other registers.
snapshot:
	store	%esp, stack_pointer
	rdtsc
	store	%eax, started
	store	%edx, started_high
	call	forget
	field	request, %eax
	store	%eax, result_request
	field	request + 4, %eax
	store	%eax, result_request + 4
	field	results_page, %eax
	call	translate
	jc	nowhere			# nowhere to tell it: the results keep another request's number
	store	%eax, results_physical
	call	check_nest
	call	mark_own
	call	walk
	movl	$STATUS_DONE, %eax
	field	copied, %ecx
	cmpl	(result_counts + 8 * KEPT - image)(%ebx), %ecx
	je	end
	movl	$STATUS_FULL, %eax

# In: %eax status. Returns from `snapshot`, from whatever depth.
end:	store	%eax, result_status
	rdtsc
	subl	(started - image)(%ebx), %eax
	sbbl	(started_high - image)(%ebx), %edx
	store	%eax, result_cycles
	store	%edx, result_cycles + 4
	leal	(results - image)(%ebx), %esi
	field	results_physical, %edi
	movl	$(results_end - results) / 4, %ecx
	rep movsl
nowhere:
	field	stack_pointer, %esp
	ret

# In: %eax virtual address whose page is not there.
moved:	store	%eax, result_address
	movl	$STATUS_MOVED, %eax
	jmp	end

# Empties what an earlier run left in variables and results; A's return address stays.
forget:	field	result_return, %edx
	leal	(results - image)(%ebx), %edi
	movl	$(results_end - results) / 4, %ecx
	xorl	%eax, %eax
	rep stosl
	store	%edx, result_return
	store	%eax, table_tag
	store	%eax, window
	store	%eax, excluded_end
	store	%eax, copied
	ret

# Translates an address by the process's page tables. In: %eax virtual address. Out: %eax physical address, or carry set
# and %eax unchanged if no page is there. Keeps all other registers.
translate:
	pushl	%ecx
	pushl	%edx
	pushl	%esi
	pushl	%edi
	pushl	%ebp
	movl	%eax, %edi
	field	level_count, %edx
	leal	(levels - 16 - image)(%ebx), %ebp
	movl	%edx, %ecx
	shll	$4, %ecx
	addl	%ecx, %ebp		# the lowest level
	movl	-16(%ebp), %ecx		# the shift of the one above
	shrl	%cl, %eax
	incl	%eax
	cmpl	(table_tag - image)(%ebx), %eax
	jne	1f
	field	table, %esi
	movl	$1, %edx
	jmp	2f
1:	leal	(levels - image)(%ebx), %ebp
	field	root, %esi
2:	movl	(%ebp), %ecx
	movl	%edi, %eax
	shrl	%cl, %eax
	andl	8(%ebp), %eax
	field	entry_shift, %ecx
	shll	%cl, %eax
	movl	(%esi, %eax), %eax
	testl	$1, %eax		# present
	jz	5f
	decl	%edx
	jz	4f
	testl	$0x80, %eax		# a large page
	jnz	4f
	andl	$-4096, %eax
	movl	%eax, %esi
	cmpl	$1, %edx
	jne	3f
	store	%eax, table
	movl	(%ebp), %ecx
	movl	%edi, %eax
	shrl	%cl, %eax
	incl	%eax
	store	%eax, table_tag
3:	addl	$16, %ebp
	jmp	2b
4:	movl	(%ebp), %ecx
	movl	$-1, %edx
	shll	%cl, %edx
	andl	%edx, %eax
	notl	%edx
	andl	%edi, %edx
	orl	%edx, %eax
	clc
	jmp	6f
5:	movl	%edi, %eax
	stc
6:	popl	%ebp
	popl	%edi
	popl	%esi
	popl	%edx
	popl	%ecx
	ret

# This image must lie over pages that are still the process's. Marks them as the capture's own.
check_nest:
	field	nest, %esi
	field	nest_physical, %edi
	movl	%esi, %ebp
	addl	(nest_size - image)(%ebx), %ebp
1:	movl	%esi, %eax
	call	translate
	jc	moved
	cmpl	%edi, %eax
	jne	2f
	call	mark
	addl	$4096, %esi
	addl	$4096, %edi
	cmpl	%ebp, %esi
	jb	1b
	ret
2:	movl	%esi, %eax
	jmp	moved

# Marks the frames of the whole area as the capture's own; all of them must be there.
mark_own:
	field	area_start, %esi
1:	movl	%esi, %eax
	call	translate
	jc	moved
	call	mark
	addl	$4096, %esi
	cmpl	(area_end - image)(%ebx), %esi
	jb	1b
	ret

# Marks a frame as the capture's own. In: %eax its physical address. Clobbers %eax, %edx.
mark:	shrl	$12, %eax
	call	turn_to
	andl	$32767, %eax
	field	own_page, %edx
	btsl	%eax, (%edx)
	ret

# Finds the bitmaps' pages for a frame. In: %eax frame. Keeps all registers.
turn_to:
	pushl	%eax
	shrl	$15, %eax
	incl	%eax
	cmpl	(window - image)(%ebx), %eax
	jne	1f
	popl	%eax
	ret
1:	pushl	%edx
	store	%eax, window
	leal	-1(%eax), %edx
	shll	$12, %edx
	field	own_bitmap, %eax
	addl	%edx, %eax
	call	translate
	jc	moved
	store	%eax, own_page
	field	copied_bitmap, %eax
	addl	%edx, %eax
	call	translate
	jc	moved
	store	%eax, copied_page
	field	zero_bitmap, %eax
	addl	%edx, %eax
	call	translate
	jc	moved
	store	%eax, zero_page
	popl	%edx
	popl	%eax
	ret

# Decides on every frame of every extent and copies what is kept. %esi is the frame, %edi its descriptor.
walk:	field	extents, %eax
	store	%eax, extent
	field	extent_count, %eax
	store	%eax, extents_left
next_extent:
	subl	$1, (extents_left - image)(%ebx)
	jc	walked
	field	extent, %eax
	movl	(%eax), %esi
	movl	8(%eax), %ecx
	store	%ecx, extent_end
	movl	16(%eax), %edi
	addl	$24, %eax
	store	%eax, extent
next_frame:
	cmpl	(extent_end - image)(%ebx), %esi
	jae	next_extent
	movl	%esi, %eax
	call	turn_to
	cmpl	(excluded_end - image)(%ebx), %esi
	jb	leave_out
	testl	%edi, %edi
	jz	keep
	jmp	classify
keep:	call	is_own
	jc	own
	call	copy
frame_done:
	incl	%esi
	testl	%edi, %edi
	jz	next_frame
	addl	(descriptor_size - image)(%ebx), %edi
	jmp	next_frame
own:	count	OWN
	jmp	frame_done
leave_out:
	call	is_own
	jc	own
	field	excluded_kind, %eax
	addl	$1, (result_counts - image)(%ebx, %eax, 8)
	jmp	frame_done
walked:	ret

# Whether frame %esi is the capture's own. Out: carry, and %edx its bit in the bitmaps' pages. Clobbers %eax.
is_own:	movl	%esi, %edx
	andl	$32767, %edx
	field	own_page, %eax
	btl	%edx, (%eax)
	ret

# In: %eax kind; `order` that of the block. Leaves the frame out, and those that follow it in its block.
exclude:
	store	%eax, excluded_kind
	field	order, %ecx
	movl	$1, %edx
	shll	%cl, %edx
	addl	%esi, %edx
	store	%edx, excluded_end
	cmpl	$FREE, %eax
	jne	leave_out
# Free blocks are most of an idle machine, and none of their frames is the capture's own.
	cmpl	(extent_end - image)(%ebx), %edx
	jbe	1f
	field	extent_end, %edx
1:	subl	%esi, %edx
	addl	%edx, (result_counts + 8 * FREE - image)(%ebx)
	addl	%edx, %esi
	imull	(descriptor_size - image)(%ebx), %edx
	addl	%edx, %edi
	jmp	next_frame

# %ebp flags, %edx mapcount.
classify:
	xorl	%eax, %eax
	store	%eax, order
	store	%eax, is_slab
	store	%eax, is_hugetlb
	field	offset_compound_head, %ecx
	movl	(%edi, %ecx), %eax
	testl	%eax, (tail_mask - image)(%ebx)
	jnz	keep
	field	offset_flags, %ecx
	movl	(%edi, %ecx), %ebp
	field	offset_mapcount, %ecx
	movl	(%edi, %ecx), %edx
	testl	%ebp, (slab_mask - image)(%ebx)
	jnz	1f
	cmpl	$0, (has_slab_type - image)(%ebx)
	je	2f
	cmpl	(slab_mapcount - image)(%ebx), %edx
	jne	2f
1:	movl	$1, (is_slab - image)(%ebx)

2:	cmpl	$0, (has_buddy - image)(%ebx)
	je	3f
	cmpl	(buddy_mapcount - image)(%ebx), %edx
	jne	3f
	cmpl	$0, (is_slab - image)(%ebx)
	jne	3f
	field	offset_private, %ecx
	movl	(%edi, %ecx), %eax
	cmpl	(orders - image)(%ebx), %eax
	jae	keep			# no such order: a torn descriptor
	store	%eax, order
	movl	$FREE, %eax
	jmp	exclude
3:	cmpl	$0, (has_unaccepted - image)(%ebx)
	je	4f
	cmpl	(unaccepted_mapcount - image)(%ebx), %edx
	jne	4f
	field	orders, %eax
	decl	%eax
	store	%eax, order
	movl	$FREE, %eax
	jmp	exclude

4:	testl	%ebp, (head_mask - image)(%ebx)
	jz	5f
	leal	1(%esi), %eax
	cmpl	(extent_end - image)(%ebx), %eax
	jae	5f
	call	read_compound

5:	field	offset_mapping, %ecx
	movl	(%edi, %ecx), %eax
	andl	(anonymous_mask - image)(%ebx), %eax
	jz	6f
	cmpl	$0, (is_slab - image)(%ebx)
	je	9f			# anonymous
6:	testl	%ebp, (lru_mask - image)(%ebx)
	jnz	7f
	field	swap_backed_mask, %eax
	testl	%eax, %eax
	jz	1f
	testl	%ebp, %eax
	jz	8f
1:	testl	%ebp, (swap_cache_mask - image)(%ebx)
	jz	8f
7:	movl	$CACHE, %eax
	testl	%ebp, (private_mask - image)(%ebx)
	jz	exclude
	movl	$CACHE_PRIVATE, %eax
	cmpl	$0, (leave_out_private - image)(%ebx)
	jne	exclude
8:	cmpl	$0, (is_hugetlb - image)(%ebx)
	je	1f
9:	movl	$USER, %eax
	cmpl	$0, (leave_out_user - image)(%ebx)
	jne	exclude
1:	movl	$HWPOISON, %eax
	testl	%ebp, (poison_mask - image)(%ebx)
	jnz	exclude
	cmpl	$0, (has_offline - image)(%ebx)
	je	keep
	cmpl	(offline_mapcount - image)(%ebx), %edx
	jne	keep
	cmpl	$0, (is_slab - image)(%ebx)
	jne	keep
	movl	$OFFLINE, %eax
	jmp	exclude

# Order and hugetlb out of the second descriptor of a compound page. Keeps %edx, %ebp, %esi, %edi.
read_compound:
	pushl	%ebp
	pushl	%edx
	movl	%edi, %ebp
	addl	(descriptor_size - image)(%ebx), %ebp
	field	compound_form, %eax
	cmpl	$1, %eax
	jb	4f
	je	1f
	field	offset_flags, %ecx
	cmpl	$2, %eax
	movl	(%ebp, %ecx), %ecx
	je	2f
	cmpl	(hugetlb - image)(%ebx), %edx
	jmp	3f
1:	field	compound_destructor, %ecx
	movl	(%ebp, %ecx), %eax
	andl	(compound_member_mask - image)(%ebx), %eax
	field	compound_order, %ecx
	movl	(%ebp, %ecx), %ecx
	andl	(compound_member_mask - image)(%ebx), %ecx
	cmpl	(hugetlb - image)(%ebx), %eax
	jmp	3f
2:	movl	%ecx, %eax
	andl	(hugetlb - image)(%ebx), %eax
	cmpl	(hugetlb - image)(%ebx), %eax
3:	jne	5f
	field	has_hugetlb, %eax
	store	%eax, is_hugetlb
# %ecx order, of which a form other than members has eight bits. A block lies at a multiple of its size.
5:	cmpl	$1, (compound_form - image)(%ebx)
	je	6f
	andl	$0xff, %ecx
6:	cmpl	$32, %ecx
	jae	4f
	movl	$1, %eax
	shll	%cl, %eax
	decl	%eax
	testl	%esi, %eax
	jnz	4f
	store	%ecx, order
4:	popl	%edx
	popl	%ebp
	ret

# Copies frame %esi to the buffer, or notes that it is all zeros. %edx is its bit in the bitmaps' pages. Keeps %esi, %edi.
copy:	pushl	%esi
	pushl	%edi
	shll	$12, %esi
	cmpl	$0, (leave_out_zero - image)(%ebx)
	je	1f
	movl	%esi, %edi
	movl	$1024, %ecx
	xorl	%eax, %eax
	repe scasl
	jne	1f
	count	ZERO
	field	zero_page, %eax
	btsl	%edx, (%eax)
	jmp	4f
1:	count	KEPT
	field	copied, %eax
	cmpl	(buffer_pages - image)(%ebx), %eax
	jae	4f			# full: counted all the same, so that it can be said how much is missing
	incl	(copied - image)(%ebx)
	shll	$12, %eax
	addl	(buffer - image)(%ebx), %eax
	call	translate
	jc	moved
	movl	%eax, %edi
	field	copied_page, %eax
	btsl	%edx, (%eax)
	field	result_sum, %edx
	movl	$4096 / 32, %ecx
2:	.irp	at, 0, 4, 8, 12, 16, 20, 24, 28
	movl	\at(%esi), %eax
	movl	%eax, \at(%edi)
	addl	%eax, %edx
	.endr
	addl	$32, %esi
	addl	$32, %edi
	decl	%ecx
	jnz	2b
	store	%edx, result_sum
	addl	%edx, (result_sum_of_sums - image)(%ebx)
4:	popl	%edi
	popl	%esi
	ret
