# The entry of a plain image, for i386: what A jumps into by kexec, and that calls what the user loaded.
#
# What was loaded begins with flat segments (the boot protocol's, __BOOT_CS and __BOOT_DS of Documentation/x86/boot.rst), a
# stack of its own, and all registers zero but %esi, the address of boot_params or zero too. Paging and interrupts are off, and
# there is no interrupt table: an exception brings the machine down.
#
# Entry: 32-bit flat segments, paging and interrupts off. Where the jump comes back, 0(%esp) is A's return address, in A's
# control page (see purgatory.S); it leaves by *calling* that address, so that A takes what the call pushes as the image's new
# start, with A's GDT register loaded last. Where it does not come back, what returns finds a processor that halts.

	.text
	.code32
image:

	.include "loader-parameters.S"

	.set	BOOT_CODE, 0x10
	.set	BOOT_DATA, 0x18
	.set	A_CODE, 0x60		# __KERNEL_CS: A goes on with it until an interrupt reloads it from A's GDT
	.set	A_DATA, 0x68		# __KERNEL_DS

a_return:
	.long	0
	.balign	4
	.word	0
a_gdt:	.word	0
	.long	0

	.balign	8
gdt:	.quad	0, 0
	.quad	0x00cf9a000000ffff	# 0x10: flat code
	.quad	0x00cf92000000ffff	# 0x18: flat data
	.fill	A_CODE / 8 - 4, 8, 0
	.quad	0x00cf9a000000ffff	# 0x60
	.quad	0x00cf92000000ffff	# 0x68
gdt_end:
	.word	0
gdt_register:
	.word	gdt_end - gdt - 1
	.long	0

	.balign	16
	.fill	16384, 1, 0
stack_end:

	.balign	4096			# code apart from data (see purgatory.S)

# %ebx = where this image lies.
	.macro	locate_image
	call	1f
1:	popl	%ebx
	subl	$(1b - image), %ebx
	.endm

# Loads segments of this image's GDT. In: %ebx. Clobbers %eax, and the stack, which is this image's from now on.
	.macro	load_segments code, data
	leal	(gdt - image)(%ebx), %eax
	movl	%eax, %cs:(gdt_register + 2 - image)(%ebx)
	lgdtl	%cs:(gdt_register - image)(%ebx)
	movl	$\data, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	%eax, %fs
	movl	%eax, %gs
	leal	(stack_end - image)(%ebx), %esp
	leal	(2f - image)(%ebx), %eax
	pushl	$\code
	pushl	%eax
	lretl
2:
	.endm

	.globl	loader_start
loader_start:
	cld
	locate_image
	cmpl	$0, (comes_back - image)(%ebx)
	je	3f
	popl	%eax
	movl	%eax, (a_return - image)(%ebx)
	movl	(a_gdt_source - image)(%ebx), %esi
	leal	(a_gdt - image)(%ebx), %edi
	movsl
	movsw
3:	load_segments BOOT_CODE, BOOT_DATA
	leal	(returned - image)(%ebx), %eax
	pushl	%eax
	pushl	(program_entry - image)(%ebx)
	movl	(boot_parameters - image)(%ebx), %esi
	xorl	%eax, %eax
	xorl	%ecx, %ecx
	xorl	%edx, %edx
	xorl	%ebx, %ebx
	xorl	%ebp, %ebp
	xorl	%edi, %edi
	ret

returned:
	cli
	cld
	locate_image
	cmpl	$0, %cs:(comes_back - image)(%ebx)
	je	halted
	load_segments A_CODE, A_DATA
	lgdtl	(a_gdt - image)(%ebx)
	movl	(a_return - image)(%ebx), %eax
	call	*%eax
	jmp	loader_start		# A jumps again

halted:	hlt
	jmp	halted
