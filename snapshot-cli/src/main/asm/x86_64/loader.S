# The entry of a plain image, for x86_64: what ../i386/loader.S is for i386, whose comments hold here too.
#
# What was loaded begins in long mode, on the page tables that A's kernel made for the jump: they map RAM one to one, and nothing
# else. %rsi is the address of boot_params or zero. CR4 has PAE and LA57 at most, so that SSE is off.
#
# Entry: long mode, interrupts off. The GDT's selectors are both the boot protocol's and Linux's own.

	.text
	.code64
image:

	.include "loader-parameters.S"

	.set	CODE, 0x10
	.set	DATA, 0x18

a_return:
	.quad	0
a_tables:
	.quad	0
	.skip	6
a_gdt:	.word	0
	.quad	0

	.balign	8
gdt:	.quad	0, 0
	.quad	0x00af9a000000ffff	# 0x10: 64-bit code
	.quad	0x00cf92000000ffff	# 0x18: flat data
gdt_end:
	.skip	6
gdt_register:
	.word	gdt_end - gdt - 1
	.quad	0

	.balign	16
	.fill	16384, 1, 0
stack_end:

	.balign	4096

# Loads segments of this image's GDT. Clobbers %rax, and the stack, which is this image's from now on.
	.macro	load_segments
	leaq	gdt(%rip), %rax
	movq	%rax, gdt_register + 2(%rip)
	lgdt	gdt_register(%rip)
	movl	$DATA, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	%eax, %fs
	movl	%eax, %gs
	leaq	stack_end(%rip), %rsp
	leaq	2f(%rip), %rax
	pushq	$CODE
	pushq	%rax
	lretq
2:
	.endm

	.globl	loader_start
loader_start:
	cld
	cmpl	$0, comes_back(%rip)
	je	3f
	popq	%rax
	movq	%rax, a_return(%rip)
	movq	%cr3, %rax
	movq	%rax, a_tables(%rip)
	movq	a_gdt_source(%rip), %rsi
	leaq	a_gdt(%rip), %rdi
	movsq
	movsw
3:	load_segments
	leaq	returned(%rip), %rax
	pushq	%rax
	pushq	program_entry(%rip)
	movq	boot_parameters(%rip), %rsi
	xorl	%eax, %eax
	xorl	%ecx, %ecx
	xorl	%edx, %edx
	xorl	%ebx, %ebx
	xorl	%ebp, %ebp
	xorl	%edi, %edi
	xorl	%r8d, %r8d
	xorl	%r9d, %r9d
	xorl	%r10d, %r10d
	xorl	%r11d, %r11d
	xorl	%r12d, %r12d
	xorl	%r13d, %r13d
	xorl	%r14d, %r14d
	xorl	%r15d, %r15d
	ret

returned:
	cli
	cld
	cmpl	$0, comes_back(%rip)
	je	halted
	load_segments
	movq	a_tables(%rip), %rax
	movq	%rax, %cr3
	lgdt	a_gdt(%rip)
	movq	a_return(%rip), %rax
	call	*%rax
	jmp	loader_start		# A jumps again

halted:	hlt
	jmp	halted
