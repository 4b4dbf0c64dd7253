# What the programs of both architectures are told, and what they tell: included at the start of their image. All numbers are
# 64 bits wide; i386 uses the lower half.

	.include "parameter.S"

# Filled in by the loader (see org.kexshot.capture.memory.SnapshotProgram).
	parameter request		# any number; comes back in the results
	parameter a_gdt_source		# physical address of A's saved_context.gdt_desc
	parameter root			# physical address of the process's top page table
	parameter entry_shift		# log2 of a table entry's bytes
	parameter level_count
	.globl	levels
levels:	.fill	5 * 2, 8, 0		# from the top: {shift, mask of the index}
	parameter area_start		# virtual addresses
	parameter area_end
	parameter results_page
	parameter own_bitmap
	parameter copied_bitmap
	parameter zero_bitmap
	parameter nest			# where the process sees this image's own pages
	parameter nest_physical
	parameter nest_size
	parameter buffer
	parameter buffer_pages
	parameter extents		# physical address of {first frame, one past the last, physical address of
	parameter extent_count		# the first one's descriptor, 0 for frames without}

	parameter descriptor_size
	parameter offset_flags
	parameter offset_mapping
	parameter offset_mapcount
	parameter offset_private
	parameter offset_compound_head
	parameter tail_mask
	parameter anonymous_mask
	parameter slab_mask
	parameter has_slab_type
	parameter slab_mapcount
	parameter has_buddy
	parameter buddy_mapcount
	parameter orders
	parameter has_unaccepted
	parameter unaccepted_mapcount
	parameter head_mask
	parameter compound_form		# see DescriptorChecks: 0 none, 1 members, 2 flag, 3 type
	parameter compound_order	# offsets in the second descriptor
	parameter compound_destructor
	parameter compound_member_mask	# of a 32-bit word at those offsets
	parameter has_hugetlb
	parameter hugetlb
	parameter lru_mask
	parameter swap_backed_mask
	parameter swap_cache_mask
	parameter private_mask
	parameter leave_out_private
	parameter leave_out_user
	parameter leave_out_zero
	parameter poison_mask
	parameter has_offline
	parameter offline_mapcount

# What is copied to the results page.
	.globl	results, results_end
results:
	parameter result_request
	parameter result_status		# one of the three below
	parameter result_address	# the virtual address whose page is not there, if it was moved
	parameter result_return		# A's return address
	parameter result_cycles		# of the time-stamp counter
	parameter result_sum		# of all words copied
	parameter result_sum_of_sums	# of the sum after each page
	.globl	result_counts
result_counts:				# by the ordinal of org.kexshot.filter.PageKind, then the capture's own
	.fill	9, 8, 0
results_end:

	.set	STATUS_DONE, 1
	.set	STATUS_FULL, 2		# the counts are right, but not all pages were copied
	.set	STATUS_MOVED, 3		# nothing was copied

	.set	KEPT, 0
	.set	ZERO, 1
	.set	CACHE, 2
	.set	CACHE_PRIVATE, 3
	.set	USER, 4
	.set	FREE, 5
	.set	HWPOISON, 6
	.set	OFFLINE, 7
	.set	OWN, 8
