# Runs a program with paging off, and ends it where it does not end by itself: what physical.S of both architectures has in common.
#
# A program in protected mode (32) has segments that begin at its memory and end with it: its code and data are at 0, and what lies
# beyond makes an exception. %fs and %gs are flat. It is called as a function of C with one argument, where its block is.
# A program in real mode (16) lies at 1000:0000 and is called far, %si is where its block is, all segments are its own, and
# interrupts are on, as a BIOS wants them; A's low memory is kept and put back.
#
# A program that does not come back is ended by the timer: the PIT's output, by the I/O APIC, as a non-maskable interrupt every
# 55 ms. In real mode it is the ordinary interrupt, since the BIOS has parts in protected mode without a handler for others.
# Whether the timer works is tried before, with 1 ms.
#
# Interrupt controllers, PIT and HPET need not be left as they were: A sets them up as after a suspend.

	.macro	field name, reg
	movl	(\name - image)(%ebx), \reg
	.endm
	.macro	store reg, name
	movl	\reg, (\name - image)(%ebx)
	.endm
	.macro	flat_data		# clobbers %ecx
	movl	$DATA, %ecx
	movl	%ecx, %ds
	movl	%ecx, %es
	movl	%ecx, %fs
	movl	%ecx, %gs
	movl	%ecx, %ss
	.endm

	.set	CR0_MP, 0x2
	.set	CR0_EM_TS, 0xc
	.set	CR4_FXSR, 0x600		# and exceptions of SSE
	.set	CPUID_FXSR, 1 << 24
	.set	PIT_DATA, 0x40
	.set	PIT_COMMAND, 0x43
	.set	PIT_ONCE, 0x30		# mode 0, channel 0, both bytes
	.set	PIT_RATE, 0x34		# mode 2
	.set	MILLISECOND, 1193
	.set	PATIENCE, 2000000	# port reads, a microsecond each on real machines; an emulator's timer may be late
	.set	PORT, 0x61		# any that may be read
	.set	PIN_NMI, 0x400		# of a pin's lower half: delivery mode
	.set	PIN_MASKED, 0x10000
	.set	HPET_LEGACY, 2
	.set	STATUS_EIP, 0x20	# in a TSS
	.set	TSS_BUSY, 2		# in the fifth byte of its descriptor

# All of it. In: %ebx image, flat segments, paging off. Clobbers all other registers.
run:	store	%esp, core_stack
	lgdtl	(gdt_register - image)(%ebx)
	leal	(1f - image)(%ebx), %eax
	pushl	$CODE32
	pushl	%eax
	lretl
1:	flat_data
	lidtl	(idt_register - image)(%ebx)
	xorl	%eax, %eax
	lldt	%ax
	.irp	task, tss_main, tss_nmi, tss_double, tss_long	# free, whatever an earlier run left
	andb	$~TSS_BUSY, (\task\()_descriptor + 5 - image)(%ebx)
	.endr
	movl	$TSS_MAIN, %eax
	ltr	%ax
	movl	%cr0, %eax
	store	%eax, saved_cr0
	andl	$~CR0_EM_TS, %eax
	orl	$CR0_MP, %eax
	movl	%eax, %cr0
	movl	%cr4, %eax
	store	%eax, saved_cr4
	pushl	%ebx
	movl	$1, %eax
	cpuid
	popl	%ebx
	testl	$CPUID_FXSR, %edx
	jz	2f
	movl	%cr4, %eax
	orl	$CR4_FXSR, %eax
	movl	%eax, %cr4
2:	fninit
	leal	(results - image)(%ebx), %edi
	movl	$(results_end - results) / 4, %ecx
	xorl	%eax, %eax
	rep stosl
	store	%eax, armed
	store	%eax, testing
	field	request, %eax
	store	%eax, result_request
	field	request + 4, %eax
	store	%eax, result_request + 4
	rdtsc
	store	%eax, started
	store	%edx, started + 4
	call	leave_hpet
	field	mode, %eax
	cmpl	$16, %eax
	je	run16
	cmpl	$0, (ticks - image)(%ebx)
	je	3f
	call	arm
	movl	$UNGUARDED, %eax
	cmpl	$0, (result_timer - image)(%ebx)
	je	ended
3:	.if	WIDE
	cmpl	$64, (mode - image)(%ebx)
	je	run_long
	.endif
	jmp	run32

# In: %eax status, %ebx image, %esp core_stack's. Returns from `run`.
ended:	flat_data
	store	%eax, result_status
	call	disarm
	call	restore_hpet
	pushl	$2			# no nested task
	popfl
	leal	(1f - image)(%ebx), %eax
	pushfl
	pushl	$CODE32
	pushl	%eax
	iretl				# lets non-maskable interrupts in again
1:	field	saved_cr4, %eax
	movl	%eax, %cr4
	field	saved_cr0, %eax
	movl	%eax, %cr0
	rdtsc
	subl	(started - image)(%ebx), %eax
	sbbl	(started + 4 - image)(%ebx), %edx
	store	%eax, result_cycles
	store	%edx, result_cycles + 4
	leal	(results - image)(%ebx), %esi
	field	results_page, %edi
	movl	$(results_end - results) / 4, %ecx
	rep movsl
	ret

# Protected mode.
run32:	call	unmask
	movl	$PROGRAM_DATA, %eax
	field	stack, %ecx
	movl	%eax, %es
	movl	%eax, %ss
	movl	%ecx, %esp
	movl	%eax, %ds
	xorl	%eax, %eax
	xorl	%ecx, %ecx
	xorl	%edx, %edx
	xorl	%esi, %esi
	xorl	%edi, %edi
	xorl	%ebp, %ebp
	ljmpl	*%cs:(program_entry - image)(%ebx)

# The program returned, through what the loader put behind its block. In: %eax value, %ebx image.
	.globl	exit32
exit32:	flat_data
	field	core_stack, %esp
	cld
	store	%eax, result_value
	movl	$RETURNED, %eax
	jmp	ended

# An exception. On the program's stack: vector, error code, offset, %cs, flags.
fault:	popl	%esi
	popl	%edx
	popl	%edi
	cld
	call	1f
1:	popl	%ebx
	subl	$(1b - image), %ebx
	flat_data
	field	core_stack, %esp
	store	%esi, result_vector
	store	%edx, result_error
	store	%edi, result_address
	movl	$FAULTED, %eax
	jmp	ended

# One of 16 bytes for each vector. These bring an error code: 8, 10 to 14, 17, 21, 29, 30.
	.balign	16
	.globl	faults
faults:
	.set	vector, 0
	.rept	32
	.balign	16
	.if	(0x60227d00 >> vector) & 1
	.else
	pushl	$0
	.endif
	pushl	$vector
	jmp	fault
	.set	vector, vector + 1
	.endr

# Each change of tasks makes the coprocessor unavailable.
	.balign	16
	.globl	coprocessor
coprocessor:
	clts
	iretl

# A task, so that it needs nothing of the program's stack. %ebx is the image's.
	.globl	double_task
double_task:
	movl	$8, %eax
	store	%eax, result_vector
	field	tss_main + STATUS_EIP, %eax
	store	%eax, result_address
	field	core_stack, %esp
	movl	$FAULTED, %eax
	jmp	ended

# Another one: a tick. Ends by going back to the task that was interrupted; the next one begins behind that.
	.globl	nmi_task
nmi_task:
	cmpl	$0, (testing - image)(%ebx)
	je	1f
	movl	$1, (result_timer - image)(%ebx)
	jmp	2f
1:	decl	(ticks_left - image)(%ebx)
	jz	3f
2:	iretl
	jmp	nmi_task
3:	field	tss_main + STATUS_EIP, %eax
	store	%eax, result_address
	field	core_stack, %esp
	movl	$TIMED_OUT, %eax
	jmp	ended

# Has the timer make non-maskable interrupts, and sees one. Out: result_timer; the pin is masked. Clobbers all but %ebx.
arm:	field	io_apic, %esi
	field	io_apic_entry, %eax
	movl	%eax, (%esi)
	movl	0x10(%esi), %ecx
	store	%ecx, pin_low
	incl	%eax
	movl	%eax, (%esi)
	movl	0x10(%esi), %ecx
	store	%ecx, pin_high
	pushl	%ebx
	movl	$1, %eax
	cpuid
	movl	%ebx, %ecx		# the upper byte is this processor's APIC's number
	popl	%ebx
	andl	$0xff000000, %ecx
	movl	%ecx, 0x10(%esi)
	movl	$1, %eax
	store	%eax, armed
	store	%eax, testing
	call	unmask			# first: an edge that comes while the pin is masked is lost
	movl	$PIT_ONCE, %eax
	movl	$MILLISECOND, %ecx
	call	set_pit
	movl	$PATIENCE, %ecx
2:	inb	$PORT, %al
	cmpl	$0, (result_timer - image)(%ebx)
	jne	3f
	decl	%ecx
	jnz	2b
3:	call	mask
	xorl	%eax, %eax
	store	%eax, testing
	field	ticks, %eax
	store	%eax, ticks_left
	movl	$PIT_RATE, %eax
	xorl	%ecx, %ecx		# 65536

# In: %al command, %cx count. Clobbers %eax.
set_pit:
	outb	%al, $PIT_COMMAND
	movl	%ecx, %eax
	outb	%al, $PIT_DATA
	movb	%ah, %al
	outb	%al, $PIT_DATA
	ret

# Lets ticks in, if the timer was armed, or keeps them out. Clobbers %eax, %edx, %esi.
unmask:	movl	$PIN_NMI, %edx
	jmp	1f
mask:	movl	$PIN_NMI | PIN_MASKED, %edx
1:	cmpl	$0, (armed - image)(%ebx)
	je	2f
	field	io_apic, %esi
	field	io_apic_entry, %eax
	movl	%eax, (%esi)
	movl	%edx, 0x10(%esi)
2:	ret

# Clobbers %eax, %ecx, %edx, %esi.
disarm:	cmpl	$0, (armed - image)(%ebx)
	je	1f
	call	mask
	field	io_apic_entry, %eax
	incl	%eax
	movl	%eax, (%esi)
	field	pin_high, %ecx
	movl	%ecx, 0x10(%esi)
	decl	%eax
	movl	%eax, (%esi)
	field	pin_low, %ecx
	movl	%ecx, 0x10(%esi)
1:	ret

# While the HPET stands in for the PIT, that makes no interrupts. Clobbers %eax, %esi.
leave_hpet:
	field	hpet, %esi
	testl	%esi, %esi
	jz	1f
	movl	0x10(%esi), %eax
	store	%eax, hpet_configuration
	andl	$~HPET_LEGACY, %eax
	movl	%eax, 0x10(%esi)
1:	ret
restore_hpet:
	field	hpet, %esi
	testl	%esi, %esi
	jz	1f
	field	hpet_configuration, %eax
	movl	%eax, 0x10(%esi)
1:	ret

# Real mode. What is called from there lies in a stub in low memory.
	.macro	in_stub name, reg
	movl	\reg, STUB + \name - stub
	.endm
run16:	movl	$PRIORITY_HIGHEST, %eax
	call	set_priority
	store	%eax, saved_priority
	field	low_start, %esi
	field	low_copy, %edi
	call	low_words
	rep movsl
	field	memory, %esi
	movl	$REAL_PROGRAM, %edi
	movl	$REAL_SIZE / 4, %ecx
	rep movsl
	leal	(stub - image)(%ebx), %esi
	movl	$STUB, %edi
	movl	$(stub_end - stub) / 4, %ecx
	rep movsl
	in_stub	stub_image, %ebx
	leal	(exit16 - image)(%ebx), %eax
	in_stub	stub_back, %eax
	field	gdt_register + 2, %eax
	in_stub	"stub_gdt + 2", %eax
	field	ticks, %eax
	in_stub	stub_ticks, %eax
	field	stack, %eax
	in_stub	stub_stack, %eax
	field	block, %eax
	in_stub	stub_block, %eax
	ljmpl	$CODE16, $(enter16 - stub)

# Out: %ecx, the words of low memory.
low_words:
	field	low_end, %ecx
	subl	(low_start - image)(%ebx), %ecx
	shrl	$2, %ecx
	ret

exit16:	flat_data
	movl	STUB + stub_image - stub, %ebx
	field	core_stack, %esp
	cld
	lidtl	(idt_register - image)(%ebx)
	movl	STUB + stub_value - stub, %eax
	store	%eax, result_value
	movzbl	STUB + stub_seen - stub, %eax
	store	%eax, result_timer
	movzwl	STUB + stub_address - stub, %eax
	store	%eax, result_address
	movzbl	STUB + stub_status - stub, %eax
	pushl	%eax
	movl	$REAL_PROGRAM, %esi
	field	memory, %edi
	movl	$REAL_SIZE / 4, %ecx
	rep movsl
	field	low_copy, %esi
	field	low_start, %edi
	call	low_words
	rep movsl
	field	saved_priority, %eax
	call	set_priority
	popl	%eax
	jmp	ended

# Sets the APIC's task priority, if there is one. At the highest it holds back the interrupts that wait in it: a BIOS would not
# end them there, and A would get none of that priority any more. The interrupt controllers' pass all the same.
# In: %eax. Out: %eax, what it was. Clobbers %ecx, %edx, %edi, %esi.
set_priority:
	movl	%eax, %edi
	pushl	%ebx
	movl	$1, %eax
	cpuid
	popl	%ebx
	testl	$CPUID_APIC, %edx
	jz	2f
	movl	$APIC_BASE, %ecx
	rdmsr
	testl	$APIC_ENABLED, %eax
	jz	2f
	testl	$APIC_IN_MSRS, %eax
	jnz	1f
	andl	$-4096, %eax
	movl	%eax, %esi
	movl	APIC_PRIORITY(%esi), %eax
	movl	%edi, APIC_PRIORITY(%esi)
	ret
1:	movl	$APIC_MSRS + (APIC_PRIORITY >> 4), %ecx
	rdmsr
	pushl	%eax
	movl	%edi, %eax
	xorl	%edx, %edx
	wrmsr
	popl	%eax
2:	ret

	.set	CPUID_APIC, 1 << 9
	.set	APIC_BASE, 0x1b			# an MSR
	.set	APIC_ENABLED, 1 << 11
	.set	APIC_IN_MSRS, 1 << 10		# x2APIC
	.set	APIC_MSRS, 0x800
	.set	APIC_PRIORITY, 0x80
	.set	PRIORITY_HIGHEST, 0xff

	.set	PIC_1, 0x20
	.set	PIC_2, 0xa0
	.set	PIC_END, 0x20
	.set	TICK_VECTOR, 8 * 4
	.macro	pic port, value
	movb	$\value, %al
	outb	%al, $\port
	.endm

	.balign	16
	.code16
stub:
stub_image: .long 0
stub_back: .long 0
	.word	CODE32
	.balign	8
	.word	0, 0, 0
stub_gdt: .word	gdt_end - gdt - 1
	.long	0
	.word	0, 0, 0
stub_idt: .word	0x3ff
	.long	0
stub_ticks: .long 0
stub_stack: .long 0
stub_block: .long 0
stub_value: .long 0
stub_vector: .long 0			# the BIOS's own handler of ticks
stub_program: .word 0, REAL_PROGRAM >> 4
stub_address: .word 0
stub_status: .byte 0
stub_seen: .byte 0
stub_testing: .byte 0

enter16:
	movw	$DATA16, %ax
	movw	%ax, %ds
	movw	%ax, %es
	movw	%ax, %fs
	movw	%ax, %gs
	movw	%ax, %ss
	lidtl	STUB + stub_idt - stub
	movl	%cr0, %eax
	andb	$0xfe, %al
	movl	%eax, %cr0
	ljmp	$STUB >> 4, $(1f - stub)
1:	movw	%cs, %ax
	movw	%ax, %ds
	movw	$REAL_PROGRAM >> 4, %ax
	movw	%ax, %ss
	movw	stub_stack - stub, %sp
	movw	%ax, %es
	movw	%ax, %gs
	xorw	%ax, %ax
	movw	%ax, %fs
# Interrupt controllers as a BIOS has them, and of interrupts the timer's alone.
	pic	PIC_1, 0x11
	pic	PIC_2, 0x11
	pic	PIC_1 + 1, 0x08
	pic	PIC_2 + 1, 0x70
	pic	PIC_1 + 1, 0x04
	pic	PIC_2 + 1, 0x02
	pic	PIC_1 + 1, 0x01
	pic	PIC_2 + 1, 0x01
	pic	PIC_1 + 1, 0xfe
	pic	PIC_2 + 1, 0xff
	movl	%fs:TICK_VECTOR, %eax
	movl	%eax, stub_vector - stub
	movw	$(tick16 - stub), %fs:TICK_VECTOR
	movw	%cs, %fs:TICK_VECTOR + 2
	cmpw	$0, stub_ticks - stub
	je	4f
	movb	$1, stub_testing - stub
	movb	$PIT_ONCE, %al
	outb	%al, $PIT_COMMAND
	movb	$MILLISECOND & 0xff, %al
	outb	%al, $PIT_DATA
	movb	$MILLISECOND >> 8, %al
	outb	%al, $PIT_DATA
	sti
	movl	$PATIENCE, %ecx
2:	inb	$PORT, %al
	cmpb	$0, stub_seen - stub
	jne	3f
	decl	%ecx
	jnz	2b
3:	cli
	movb	$UNGUARDED, stub_status - stub
	cmpb	$0, stub_seen - stub
	je	out16
	movb	$0, stub_testing - stub
4:	movb	$PIT_RATE, %al
	outb	%al, $PIT_COMMAND
	xorb	%al, %al
	outb	%al, $PIT_DATA
	outb	%al, $PIT_DATA
	movw	stub_block - stub, %si
	movw	%es, %ax
	movw	%ax, %fs
	movw	%ax, %ds
	xorl	%eax, %eax
	xorl	%ebx, %ebx
	xorl	%ecx, %ecx
	xorl	%edx, %edx
	xorl	%edi, %edi
	xorl	%ebp, %ebp
	sti
	lcall	*%cs:stub_program - stub
	cli
	movl	%eax, %cs:stub_value - stub
	movb	$RETURNED, %cs:stub_status - stub

out16:	cli
	xorw	%ax, %ax
	movw	%ax, %fs
	movl	%cs:stub_vector - stub, %eax
	movl	%eax, %fs:TICK_VECTOR
	pic	PIC_1 + 1, 0xff
	pic	PIC_2 + 1, 0xff
	lgdtl	%cs:stub_gdt - stub
	movl	%cr0, %eax
	orb	$1, %al
	movl	%eax, %cr0
	ljmpl	*%cs:stub_back - stub

# A tick, in place of the BIOS's, which is called after it. On the program's stack: offset, %cs, flags.
tick16:	pushw	%ax
	cmpb	$0, %cs:stub_testing - stub
	je	1f
	movb	$1, %cs:stub_seen - stub
	pic	PIC_1, PIC_END
	popw	%ax
	iretw
1:	cmpw	$0, %cs:stub_ticks - stub
	je	2f
	decw	%cs:stub_ticks - stub
	jz	3f
2:	popw	%ax
	ljmp	*%cs:stub_vector - stub
3:	pic	PIC_1, PIC_END
	popw	%ax
	popw	%ax
	movw	%ax, %cs:stub_address - stub
	movb	$TIMED_OUT, %cs:stub_status - stub
	jmp	out16
	.balign	4
stub_end:
	.code32
