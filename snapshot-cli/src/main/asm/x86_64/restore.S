# Puts the image of a hibernated system where it belongs and enters it, for x86_64: what ../i386/restore.S is for i386, whose
# comments hold here too. C's kexec page tables map this image; they are about to be overwritten, so it has its own.
#
# Entry: long mode, interrupts off. Does not return.

	.text
	.code64
image:

	.include "restore-parameters.S"

	.balign	16
	.fill	256, 1, 0
stack_end:

# Code has pages of its own, as in purgatory.S.
	.balign	4096

	.globl	restore_start
restore_start:
	cld
	movq	page_tables(%rip), %rax
	movq	%rax, %cr3
	leaq	stack_end(%rip), %rsp
	call	hold_others

	movq	copies(%rip), %rbp
	movq	copy_count(%rip), %rdx
1:	testq	%rdx, %rdx
	jz	2f
	movl	0(%rbp), %esi
	movl	4(%rbp), %edi
	shlq	$PAGE_SHIFT, %rsi
	shlq	$PAGE_SHIFT, %rdi
	movl	$WORDS_OF_PAGE / 2, %ecx
	rep movsq
	addq	$8, %rbp
	decq	%rdx
	jmp	1b

2:	movq	zeros(%rip), %rbp
	movq	zero_count(%rip), %rdx
	xorl	%eax, %eax
3:	testq	%rdx, %rdx
	jz	4f
	movl	0(%rbp), %edi
	movl	4(%rbp), %ecx
	shlq	$PAGE_SHIFT, %rdi
	shlq	$PAGE_SHIFT - 3, %rcx
	rep stosq
	addq	$8, %rbp
	decq	%rdx
	jmp	3b

4:	movq	a_gdt_source(%rip), %rsi
	lgdtq	(%rsi)
	movq	a_entry(%rip), %rax
	call	*%rax

# A jumps again, on its own page tables, which map this.
bounce:
	popq	%rax
	cld
	movq	page_tables(%rip), %rcx
	movq	%rcx, %cr3
	movq	a_gdt_source(%rip), %rsi
	lgdtq	(%rsi)
	call	*%rax
	jmp	bounce

# Clobbers %rax, %rcx, %rdx.
hold_others:
	cmpl	$0, others(%rip)
	je	4f
	movl	$APIC_BASE, %ecx
	rdmsr
	testl	$APIC_ENABLED, %eax
	jz	4f
	testl	$APIC_IN_MSRS, %eax
	jnz	1f
	shlq	$32, %rdx
	orq	%rdx, %rax
	andq	$-4096, %rax
	movl	$INIT_OTHERS, APIC_COMMAND(%rax)
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
