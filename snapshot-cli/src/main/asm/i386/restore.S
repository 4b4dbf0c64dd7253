# Puts the image of a hibernated system A where it belongs, over the kernel C that loaded it, and enters A. For i386.
#
# Most pages are where they belong already: C's process had those frames and read the image into them. What belongs where C itself
# lay was read elsewhere, into frames that are no part of the image, and is copied here, where nothing of C runs any more. This
# program with its lists lies in what was the capture kernel's memory when A was stopped, and so in nothing of A's.
#
# C's other processors stand halted in C's kernel, which is about to be overwritten. A wake-up by chance would run what is there
# then, so they are sent an INIT first: it has them wait for A, which starts them as at a boot.
#
# A is entered as B's purgatory enters it: its GDT register is loaded, and the return address of its jump is called. What that call
# pushes is taken by A as its image's new start. Should A jump there before it unloads its image, it is sent back at once.
#
# Entry: protected mode, flat segments, paging and interrupts off. Does not return.

	.text
	.code32
image:

	.include "restore-parameters.S"

	.balign	16
	.fill	256, 1, 0
stack_end:

# Code has pages of its own, as in purgatory.S.
	.balign	4096

	.macro	field name, reg
	movl	(\name - image)(%ebx), \reg
	.endm

	.globl	restore_start
restore_start:
	cld
	call	find_image
	leal	(stack_end - image)(%ebx), %esp
	call	hold_others

	field	copies, %ebp
	field	copy_count, %edx
1:	testl	%edx, %edx
	jz	2f
	movl	0(%ebp), %esi
	movl	4(%ebp), %edi
	shll	$PAGE_SHIFT, %esi
	shll	$PAGE_SHIFT, %edi
	movl	$WORDS_OF_PAGE, %ecx
	rep movsl
	addl	$8, %ebp
	decl	%edx
	jmp	1b

2:	field	zeros, %ebp
	field	zero_count, %edx
	xorl	%eax, %eax
3:	testl	%edx, %edx
	jz	4f
	movl	0(%ebp), %edi
	movl	4(%ebp), %ecx
	shll	$PAGE_SHIFT, %edi
	shll	$PAGE_SHIFT - 2, %ecx
	rep stosl
	addl	$8, %ebp
	decl	%edx
	jmp	3b

4:	field	a_gdt_source, %esi
	lgdtl	(%esi)
	field	a_entry, %eax
	call	*%eax

# A jumps again.
bounce:
	popl	%ecx
	cld
	call	find_image
	field	a_gdt_source, %esi
	lgdtl	(%esi)
	call	*%ecx
	jmp	bounce

# Out: %ebx. Clobbers nothing else.
find_image:
	call	1f
1:	popl	%ebx
	subl	$(1b - image), %ebx
	ret

# Clobbers %eax, %ecx, %edx.
hold_others:
	cmpl	$0, (others - image)(%ebx)
	je	4f
	movl	$APIC_BASE, %ecx
	rdmsr
	testl	$APIC_ENABLED, %eax
	jz	4f
	testl	$APIC_IN_MSRS, %eax
	jnz	1f
	andl	$-4096, %eax
	movl	$INIT_OTHERS, APIC_COMMAND(%eax)
	jmp	2f
1:	movl	$APIC_COMMAND_MSR, %ecx
	movl	$INIT_OTHERS, %eax
	xorl	%edx, %edx
	wrmsr
2:	movl	$MILLISECONDS_10, %ecx
3:	inb	$PORT, %al
	decl	%ecx
	jnz	3b
4:	ret
