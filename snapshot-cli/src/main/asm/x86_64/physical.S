# Calls a program in physical mode, for x86_64: what ../i386/physical.S is for i386, whose comments hold here too. A's kexec page
# tables map this image; it leaves long mode for what it does, and has page tables of its own to come back to it.
#
# A program in long mode (64) runs under these tables, which map RAM and the first 4 GiB one to one. It is called as a function of
# C with one argument, the address of its block, and must not depend on where it lies.
#
# Entry: long mode, interrupts off; 0(%rsp) is A's return address, in A's control page. Leaves by calling that address.

	.text
	.code64
	.set	WIDE, 1
image:

	.include "physical-parameters.S"

	.code32
	.include "physical-core.S"
	.code64

	.set	EFER, 0xc0000080
	.set	EFER_LME, 0x100
	.set	CR0_PG, 0x80000000

# From 64-bit code to 32-bit code without paging, both in this image, which lies below 4 GiB; the stack must, too.
# Out: %ebx image. Clobbers %eax, %ecx, %edx.
	.macro	leave_long
	leaq	image(%rip), %rbx
	leaq	1f(%rip), %rax
	pushq	$CODE32
	pushq	%rax
	lretq
	.code32
1:	flat_data
	movl	%cr0, %eax
	andl	$~CR0_PG, %eax
	movl	%eax, %cr0
	movl	$EFER, %ecx
	rdmsr
	andl	$~EFER_LME, %eax
	wrmsr
	.endm

# And back. In: %ebx image. Clobbers %eax, %ecx, %edx.
	.macro	enter_long
	field	page_tables, %eax
	movl	%eax, %cr3
	movl	$EFER, %ecx
	rdmsr
	orl	$EFER_LME, %eax
	wrmsr
	movl	%cr0, %eax
	orl	$CR0_PG, %eax
	movl	%eax, %cr0
	leal	(2f - image)(%ebx), %eax
	pushl	$CODE64
	pushl	%eax
	lretl
	.code64
2:
	.endm

	.globl	physical_start
physical_start:
	popq	%rax
	cld
	movq	%rax, a_return(%rip)
	movq	a_gdt_source(%rip), %rsi
	leaq	a_gdt(%rip), %rdi
	movsq
	movsw
	leaq	main_stack(%rip), %rsp
	movq	%cr3, %rax
	movq	%rax, saved_cr3(%rip)
	lgdtq	gdt_register(%rip)
	leave_long
	call	run
	enter_long
	movq	saved_cr3(%rip), %rax
	movq	%rax, %cr3
	lgdtq	a_gdt(%rip)
	movq	a_return(%rip), %rax
	call	*%rax
	jmp	physical_start		# A jumps again

# Long mode. In: %ebx image, 32-bit code without paging.
	.code32
run_long:
	enter_long
	lidtq	idt_long_register(%rip)
	movl	$TSS_LONG, %eax
	ltr	%ax
	movl	$PIN_NMI, %edx
	call	set_pin
	movq	memory(%rip), %rax
	movq	stack(%rip), %rsp
	addq	%rax, %rsp
	movq	block(%rip), %rdi
	addq	%rax, %rdi
	call	*%rax
	cld
	movq	%rax, result_value(%rip)
	movl	$RETURNED, %eax

# In: %eax status. From wherever the program was.
end_long:
	movl	%eax, long_status(%rip)
	leaq	image(%rip), %rbx
	movl	core_stack(%rip), %esp
	movl	$PIN_NMI | PIN_MASKED, %edx
	call	set_pin
	leave_long
	lidtl	(idt_register - image)(%ebx)
	field	long_status, %eax
	jmp	ended

	.code64
# In: %edx the lower half of the timer's pin. Clobbers %rax, %rsi.
set_pin:
	cmpl	$0, armed(%rip)
	je	1f
	movq	io_apic(%rip), %rsi
	movl	io_apic_entry(%rip), %eax
	movl	%eax, (%rsi)
	movl	%edx, 0x10(%rsi)
1:	ret

# An exception, on a stack of its own: vector, error code, address and the rest.
fault_long:
	cld
	popq	%rax
	movq	%rax, result_vector(%rip)
	popq	%rax
	movq	%rax, result_error(%rip)
	movl	$FAULTED, %ecx
	jmp	1f

# A tick, on another.
	.globl	nmi_long
nmi_long:
	decl	ticks_left(%rip)
	jz	2f
	iretq
2:	cld
	movl	$TIMED_OUT, %ecx
1:	popq	%rax
	subq	memory(%rip), %rax
	movq	%rax, result_address(%rip)
	movl	%ecx, %eax
	jmp	end_long

	.balign	16
	.globl	faults_long
faults_long:
	.set	vector, 0
	.rept	32
	.balign	16
	.if	(0x60227d00 >> vector) & 1
	.else
	pushq	$0
	.endif
	pushq	$vector
	jmp	fault_long
	.set	vector, vector + 1
	.endr
