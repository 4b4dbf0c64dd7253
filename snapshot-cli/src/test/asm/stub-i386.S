# Stands in for kernel A on a bare i386 machine: calls the program whose entry is in the word at 0x1ff000, then
# once more at the address that the program pushed when it came back, as a second jump does, and ends the machine.
# Multiboot enters with flat segments, paging and interrupts off.
	.text
	.code32
	.long	0x1badb002, 0, -0x1badb002	# multiboot header

	.globl	start
start:	movl	$0x1ff000, %esp
	movl	0x1ff000, %eax
	call	*%eax
	popl	%eax
	call	*%eax
	popl	%eax
	movl	$0xf4, %edx			# QEMU's isa-debug-exit
	xorl	%eax, %eax
	outb	%al, %dx
1:	hlt
	jmp	1b
