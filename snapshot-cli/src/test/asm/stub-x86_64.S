# Stands in for kernel A on a bare x86_64 machine: turns long mode on under page tables that map the first GiB to itself,
# then does as stub-i386.S.
	.text
	.code32
	.long	0x1badb002, 0, -0x1badb002	# multiboot header

	.globl	start
start:	movl	$directory, %edi
	movl	$0x83, %eax			# present, writable, 2 MiB
	movl	$512, %ecx
1:	movl	%eax, (%edi)
	movl	$0, 4(%edi)
	addl	$0x200000, %eax
	addl	$8, %edi
	loop	1b
	movl	$directory + 3, pointers
	movl	$pointers + 3, top
	movl	$top, %eax
	movl	%eax, %cr3
	movl	%cr4, %eax
	orl	$0x20, %eax			# PAE
	movl	%eax, %cr4
	movl	$0xc0000080, %ecx		# EFER.LME
	rdmsr
	orl	$0x100, %eax
	wrmsr
	movl	%cr0, %eax
	orl	$0x80000000, %eax
	movl	%eax, %cr0
	lgdt	descriptor
	ljmp	$8, $long

	.code64
long:	movl	$0x10, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	$0x1ff000, %esp
	movl	0x1ff000, %eax
	call	*%rax
	popq	%rax
	call	*%rax
	popq	%rax
	movl	$0xf4, %edx
	xorl	%eax, %eax
	outb	%al, %dx
2:	hlt
	jmp	2b

	.balign	8
table:	.quad	0, 0x00af9a000000ffff, 0x00cf92000000ffff
descriptor:
	.word	23
	.long	table

	.balign	4096
top:	.fill	4096, 1, 0
pointers: .fill	4096, 1, 0
directory: .fill 4096, 1, 0
