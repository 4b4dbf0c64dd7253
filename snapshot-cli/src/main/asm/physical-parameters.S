# What physical.S of both architectures has as data: included at the start of its image. All numbers are 64 bits wide; code of
# 32 bits uses the lower half.

	.include "parameter.S"

# Filled in by the loader (see org.kexshot.physical.Trampoline). The image, its results, the program's memory and all else that is
# named here lie below 4 GiB.
	parameter request		# any number; comes back in the results
	parameter a_gdt_source		# physical address of A's saved_context.gdt_desc
	parameter results_page		# physical
	parameter mode			# in bits: 16 real mode, 32 protected mode without paging, 64 long mode
	parameter memory		# physical address of the program's memory
	parameter stack			# offset in it of the top of its stack, where its arguments are already
	parameter block			# offset in it of the block that describes it
	parameter low_copy		# where A's low memory is kept while a program in real mode has it
	parameter low_start
	parameter low_end
	parameter ticks			# of 55 ms after which the program is ended; 0 for never
	parameter io_apic		# its registers
	parameter io_apic_entry		# which of them is the lower half of the timer's pin
	parameter hpet			# its registers; 0 if there is none
	parameter page_tables		# x86_64: that map all of this one to one

# What is copied to the results page.
	.globl	results, results_end
results:
	parameter result_request
	parameter result_status
	parameter result_value		# what the program returned
	parameter result_vector		# of the exception that ended it
	parameter result_error		# that exception's error code
	parameter result_address	# where it was when it was ended: an offset in its memory
	parameter result_timer		# 1 if the timer was seen to work
	parameter result_cycles		# of the time-stamp counter
results_end:

	.set	RETURNED, 1
	.set	FAULTED, 2
	.set	TIMED_OUT, 3
	.set	UNGUARDED, 4		# the timer did not work, and nothing was run

# Selectors. Those of A's kernel code and data must be the same, for A goes on with them: 0x60 and 0x68 on i386, 0x10 and 0x18 on
# x86_64 (arch/x86/include/asm/segment.h).
	.set	PROGRAM_CODE, 0x08
	.set	CODE64, 0x10
	.set	DATA, 0x18
	.set	PROGRAM_DATA, 0x20
	.set	CODE16, 0x28
	.set	DATA16, 0x30
	.set	TSS_MAIN, 0x38
	.set	TSS_NMI, 0x40
	.set	TSS_DOUBLE, 0x48
	.set	TSS_LONG, 0x50
	.set	CODE32, 0x60
	.set	DATA_I386, 0x68

	.set	STUB, 0x8000		# where a program in real mode is called from
	.set	REAL_PROGRAM, 0x10000	# and where its memory is meanwhile
	.set	REAL_SIZE, 0x10000

	.macro	table name, count, size
	.balign	16
	.globl	\name
\name:	.fill	\count, \size, 0
	.endm

	.balign	16
	.globl	gdt, program_code, program_data, tss_main_descriptor, tss_nmi_descriptor, tss_double_descriptor
	.globl	tss_long_descriptor
gdt:	.quad	0
program_code: .quad 0			# base and limit are those of its memory
	.quad	0x00af9a000000ffff	# long mode
	.quad	0x00cf92000000ffff
program_data: .quad 0
	.quad	0x00009a000000ffff + STUB << 16
	.quad	0x000092000000ffff
tss_main_descriptor: .quad 0
tss_nmi_descriptor: .quad 0
tss_double_descriptor: .quad 0
tss_long_descriptor: .quad 0, 0
	.quad	0x00cf9a000000ffff	# 32 bits, flat
	.quad	0x00cf92000000ffff
gdt_end:

	table	idt, 32, 8
	table	idt_long, 64, 8
	table	tss_main, 26, 4
	table	tss_nmi, 26, 4
	table	tss_double, 26, 4
	table	tss_long, 26, 4

	.macro	register name, size
	.balign	8
	.word	0, 0, 0
	.globl	\name
\name:	.word	\size
	.quad	0
	.endm
	register gdt_register, gdt_end-gdt-1	# the loader fills in where the tables are
	register idt_register, 32*8-1
	register idt_long_register, 32*16-1
	register a_gdt, 0

	.balign	8
	.globl	program_entry
program_entry:
	.long	0
	.word	PROGRAM_CODE

# Variables.
	.macro	variable name
	.balign	8
\name:	.quad	0
	.endm
	variable a_return
	variable core_stack		# to end the program from anywhere
	variable saved_cr0
	variable saved_cr3
	variable saved_cr4
	variable started
	variable testing
	variable ticks_left
	variable pin_low		# as it was
	variable pin_high
	variable hpet_configuration
	variable saved_priority
	variable armed
	variable long_status

	.macro	stack_of name
	.balign	16
	.fill	512, 1, 0
	.globl	\name
\name:
	.endm
	stack_of main_stack
	stack_of nmi_stack
	stack_of double_stack
	stack_of long_fault_stack
	stack_of long_nmi_stack

# Code has pages of its own, as in purgatory.S.
	.balign	4096
