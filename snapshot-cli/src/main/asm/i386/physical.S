# Calls a program in physical mode, for i386: what A jumps into by kexec, and that comes back at once or when the program is ended.
# It lies over memory that A has lent (see org.kexshot.kexec.LentMemory), so that the exchange of pages at the jump takes nothing
# of A away; the program's memory and the results are lent as well and not part of the image.
#
# Entry: 32-bit flat segments, paging and interrupts off; 0(%esp) is A's return address, in A's control page (see purgatory.S).
# It leaves by *calling* that address, so that A takes what the call pushes as the image's new start.

	.text
	.code32
	.set	WIDE, 0
image:

	.include "physical-parameters.S"

	.globl	physical_start
physical_start:
	popl	%eax
	cld
	call	1f
1:	popl	%ebx
	subl	$(1b - image), %ebx
	movl	%eax, (a_return - image)(%ebx)
	movl	(a_gdt_source - image)(%ebx), %esi
	leal	(a_gdt - image)(%ebx), %edi
	movsl
	movsw
	leal	(main_stack - image)(%ebx), %esp
	call	run
	lgdtl	(a_gdt - image)(%ebx)
	movl	(a_return - image)(%ebx), %eax
	call	*%eax
	jmp	physical_start		# A jumps again

	.include "physical-core.S"
