# Process 1 of the capture kernel on x86_64: a static program without a C library.
#
# It loads the way back to A before anything else, so that whatever happens afterwards A can be gone back to; then
# it starts the capture agent and waits. The agent jumps by itself when it is done. Should it die instead, this
# program writes how it ended to the snapshot device (/device, a link that the agent makes), jumps back, and at
# the next entry starts a new agent.
#
# The loader passes two words in the environment (unknown kernel parameters become process 1's environment):
#   KEXSHOT_LEAVE=0x…        physical address of purgatory's `leave`
#   KEXSHOT_PARAMETERS=0x…   physical address of purgatory's parameter page
#
# A system call clobbers %rax, %rcx and %r11.

	.set SYS_write, 1
	.set SYS_open, 2
	.set SYS_close, 3
	.set SYS_poll, 7
	.set SYS_pwrite64, 18
	.set SYS_fork, 57
	.set SYS_execve, 59
	.set SYS_exit, 60
	.set SYS_wait4, 61
	.set SYS_fsync, 74
	.set SYS_mount, 165
	.set SYS_reboot, 169
	.set SYS_kexec_load, 246

	.set KEXEC_PRESERVE_CONTEXT, 2
	.set LINUX_REBOOT_MAGIC1, 0xfee1dead
	.set LINUX_REBOOT_MAGIC2, 672274793
	.set LINUX_REBOOT_CMD_KEXEC, 0x45584543
	.set O_RDWR, 2
	.set EPITAPH_OFFSET, 12288	# see org.kexshot.capture.channel.DeviceLayout
	.set BLOCK, 4096

	.text
	.globl _start
_start:
	movq	(%rsp), %rax		# argc
	leaq	16(%rsp, %rax, 8), %rax	# past argv and its NULL
	movq	%rax, environment(%rip)

	leaq	proc(%rip), %rdi
	leaq	proc_path(%rip), %rsi
	call	mount
	leaq	sysfs(%rip), %rdi
	leaq	sysfs_path(%rip), %rsi
	call	mount
	leaq	devtmpfs(%rip), %rdi
	leaq	devtmpfs_path(%rip), %rsi
	call	mount

	leaq	name_leave(%rip), %rdi
	call	hexadecimal_variable
	movq	%rax, leave(%rip)
	leaq	name_parameters(%rip), %rdi
	call	hexadecimal_variable
	movq	%rax, segment_mem(%rip)
	movl	$SYS_kexec_load, %eax
	movq	leave(%rip), %rdi
	movl	$1, %esi
	leaq	segment(%rip), %rdx
	movl	$KEXEC_PRESERVE_CONTEXT, %r10d
	syscall
	testq	%rax, %rax
	jz	start_agent
	leaq	no_way_back(%rip), %rsi
	movl	$no_way_back_end - no_way_back, %edx
	call	say

start_agent:
	movl	$SYS_fork, %eax
	syscall
	testl	%eax, %eax
	jz	agent
	movl	%eax, agent_pid(%rip)
reap:	movl	$SYS_wait4, %eax
	movq	$-1, %rdi
	leaq	status(%rip), %rsi
	xorl	%edx, %edx
	xorl	%r10d, %r10d
	syscall
	testl	%eax, %eax
	js	bury			# no child: fork failed
	cmpl	%eax, agent_pid(%rip)
	jne	reap
bury:	leaq	died(%rip), %rsi
	movl	$died_end - died, %edx
	call	say
	call	write_epitaph
jump_back:
	movl	$SYS_reboot, %eax
	movl	$LINUX_REBOOT_MAGIC1, %edi
	movl	$LINUX_REBOOT_MAGIC2, %esi
	movl	$LINUX_REBOOT_CMD_KEXEC, %edx
	xorl	%r10d, %r10d
	syscall
	testq	%rax, %rax
	jz	start_agent		# A came again
	movl	$SYS_poll, %eax		# refused (a driver's freeze, say): a second later it may not be
	xorl	%edi, %edi
	xorl	%esi, %esi
	movl	$1000, %edx
	syscall
	jmp	jump_back

agent:	movl	$SYS_execve, %eax
	leaq	java(%rip), %rdi
	leaq	arguments(%rip), %rsi
	movq	environment(%rip), %rdx
	syscall
	leaq	no_agent(%rip), %rsi
	movl	$no_agent_end - no_agent, %edx
	call	say
	movl	$SYS_exit, %eax
	movl	$127, %edi
	syscall

# In: %rdi file system type, %rsi where.
mount:	movq	%rdi, %rdx
	movl	$SYS_mount, %eax
	xorl	%r10d, %r10d
	xorl	%r8d, %r8d
	syscall
	ret

# In: %rsi text, %rdx its length. To the console.
say:	movl	$SYS_write, %eax
	movl	$2, %edi
	syscall
	ret

# Writes {magic, wait status} to the epitaph's block. Without /device nothing can be told.
write_epitaph:
	movl	$SYS_open, %eax
	leaq	device(%rip), %rdi
	movl	$O_RDWR, %esi
	xorl	%edx, %edx
	syscall
	testl	%eax, %eax
	js	1f
	movl	%eax, %edi
	movl	status(%rip), %eax
	movl	%eax, epitaph_status(%rip)
	movl	$SYS_pwrite64, %eax
	leaq	epitaph(%rip), %rsi
	movl	$BLOCK, %edx
	movl	$EPITAPH_OFFSET, %r10d
	syscall
	movl	$SYS_fsync, %eax
	syscall
	movl	$SYS_close, %eax
	syscall
1:	ret

# In: %rdi name with its "=0x". Out: %rax value, 0 if there is none.
hexadecimal_variable:
	movq	environment(%rip), %rbx
1:	movq	(%rbx), %rsi
	addq	$8, %rbx
	testq	%rsi, %rsi
	jz	4f
	movq	%rdi, %rcx
2:	movb	(%rcx), %al
	testb	%al, %al
	jz	3f
	cmpb	%al, (%rsi)
	jne	1b
	incq	%rcx
	incq	%rsi
	jmp	2b
3:	xorl	%eax, %eax
5:	movzbl	(%rsi), %edx
	incq	%rsi
	subl	$'0', %edx
	jb	6f
	cmpl	$9, %edx
	jbe	7f
	subl	$'a' - '0' - 10, %edx
	cmpl	$10, %edx
	jb	6f
	cmpl	$15, %edx
	ja	6f
7:	shlq	$4, %rax
	orq	%rdx, %rax
	jmp	5b
4:	xorl	%eax, %eax
6:	ret

	.section .rodata
proc:	.asciz "proc"
proc_path: .asciz "/proc"
sysfs:	.asciz "sysfs"
sysfs_path: .asciz "/sys"
devtmpfs: .asciz "devtmpfs"
devtmpfs_path: .asciz "/dev"
device:	.asciz "/device"
name_leave: .asciz "KEXSHOT_LEAVE=0x"
name_parameters: .asciz "KEXSHOT_PARAMETERS=0x"
java:	.asciz "/jre/bin/java"
options: .asciz "@/agent.arguments"
no_way_back: .ascii "kexshot: init: kexec_load of the way back to A was refused\n"
no_way_back_end:
died:	.ascii "kexshot: init: the capture agent ended; going back to A\n"
died_end:
no_agent: .ascii "kexshot: init: /jre/bin/java cannot be started\n"
no_agent_end:

	.data
	.balign 8
arguments: .quad java, options, 0
segment:			# struct kexec_segment: buf, bufsz, mem, memsz
	.quad no_parameters
	.quad 8
segment_mem: .quad 0
	.quad BLOCK
no_parameters: .quad 0
epitaph: .ascii "KXEPITAF"
epitaph_status: .long 0
	.fill BLOCK - 12, 1, 0

	.bss
	.balign 8
environment: .skip 8
leave:	.skip 8
agent_pid: .skip 4
status:	.skip 4
