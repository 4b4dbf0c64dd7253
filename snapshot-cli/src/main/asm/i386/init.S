# Process 1 of the capture kernel on i386: a static program without a C library.
#
# It loads the way back to A before anything else, so that whatever happens afterwards A can be gone back to; then
# it starts the capture agent and waits. The agent jumps by itself when it is done. Should it die instead, this
# program writes how it ended to the snapshot device (/device, a link that the agent makes), jumps back, and at
# the next entry starts a new agent.
#
# The loader passes two words in the environment (unknown kernel parameters become process 1's environment):
#   KEXSHOT_LEAVE=0x…        physical address of purgatory's `leave`
#   KEXSHOT_PARAMETERS=0x…   physical address of purgatory's parameter page

	.set SYS_exit, 1
	.set SYS_fork, 2
	.set SYS_write, 4
	.set SYS_open, 5
	.set SYS_close, 6
	.set SYS_waitpid, 7
	.set SYS_execve, 11
	.set SYS_mount, 21
	.set SYS_reboot, 88
	.set SYS_fsync, 118
	.set SYS_poll, 168
	.set SYS_pwrite64, 181
	.set SYS_kexec_load, 283

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
	movl	(%esp), %eax		# argc
	leal	8(%esp, %eax, 4), %eax	# past argv and its NULL
	movl	%eax, environment

	movl	$proc, %eax
	movl	$proc_path, %ecx
	call	mount
	movl	$sysfs, %eax
	movl	$sysfs_path, %ecx
	call	mount
	movl	$devtmpfs, %eax
	movl	$devtmpfs_path, %ecx
	call	mount

	movl	$name_leave, %edi
	call	hexadecimal_variable
	movl	%eax, leave
	movl	$name_parameters, %edi
	call	hexadecimal_variable
	movl	%eax, segment_mem
	movl	$SYS_kexec_load, %eax
	movl	leave, %ebx
	movl	$1, %ecx
	movl	$segment, %edx
	movl	$KEXEC_PRESERVE_CONTEXT, %esi
	int	$0x80
	testl	%eax, %eax
	jz	start_agent
	movl	$no_way_back, %ecx
	movl	$no_way_back_end - no_way_back, %edx
	call	say

start_agent:
	movl	$SYS_fork, %eax
	int	$0x80
	testl	%eax, %eax
	jz	agent
	movl	%eax, agent_pid
reap:	movl	$SYS_waitpid, %eax
	movl	$-1, %ebx
	movl	$status, %ecx
	xorl	%edx, %edx
	int	$0x80
	testl	%eax, %eax
	js	bury			# no child: fork failed
	cmpl	%eax, agent_pid
	jne	reap
bury:	movl	$died, %ecx
	movl	$died_end - died, %edx
	call	say
	call	write_epitaph
jump_back:
	movl	$SYS_reboot, %eax
	movl	$LINUX_REBOOT_MAGIC1, %ebx
	movl	$LINUX_REBOOT_MAGIC2, %ecx
	movl	$LINUX_REBOOT_CMD_KEXEC, %edx
	xorl	%esi, %esi
	int	$0x80
	testl	%eax, %eax
	jz	start_agent		# A came again
	movl	$SYS_poll, %eax		# refused (a driver's freeze, say): a second later it may not be
	xorl	%ebx, %ebx
	xorl	%ecx, %ecx
	movl	$1000, %edx
	int	$0x80
	jmp	jump_back

agent:	movl	$SYS_execve, %eax
	movl	$java, %ebx
	movl	$arguments, %ecx
	movl	environment, %edx
	int	$0x80
	movl	$no_agent, %ecx
	movl	$no_agent_end - no_agent, %edx
	call	say
	movl	$SYS_exit, %eax
	movl	$127, %ebx
	int	$0x80

# In: %eax file system type, %ecx where.
mount:	movl	%eax, %ebx
	movl	%eax, %edx
	movl	$SYS_mount, %eax
	xorl	%esi, %esi
	xorl	%edi, %edi
	int	$0x80
	ret

# In: %ecx text, %edx its length. To the console.
say:	movl	$SYS_write, %eax
	movl	$2, %ebx
	int	$0x80
	ret

# Writes {magic, wait status} to the epitaph's block. Without /device nothing can be told.
write_epitaph:
	movl	$SYS_open, %eax
	movl	$device, %ebx
	movl	$O_RDWR, %ecx
	xorl	%edx, %edx
	int	$0x80
	testl	%eax, %eax
	js	1f
	movl	%eax, %ebx
	movl	status, %eax
	movl	%eax, epitaph_status
	movl	$SYS_pwrite64, %eax
	movl	$epitaph, %ecx
	movl	$BLOCK, %edx
	movl	$EPITAPH_OFFSET, %esi
	xorl	%edi, %edi
	int	$0x80
	movl	$SYS_fsync, %eax
	int	$0x80
	movl	$SYS_close, %eax
	int	$0x80
1:	ret

# In: %edi name with its "=0x". Out: %eax value, 0 if there is none.
hexadecimal_variable:
	movl	environment, %ebx
1:	movl	(%ebx), %esi
	addl	$4, %ebx
	testl	%esi, %esi
	jz	4f
	movl	%edi, %ecx
2:	movb	(%ecx), %al
	testb	%al, %al
	jz	3f
	cmpb	%al, (%esi)
	jne	1b
	incl	%ecx
	incl	%esi
	jmp	2b
3:	xorl	%eax, %eax
5:	movzbl	(%esi), %edx
	incl	%esi
	subl	$'0', %edx
	jb	6f
	cmpl	$9, %edx
	jbe	7f
	subl	$'a' - '0' - 10, %edx
	cmpl	$10, %edx
	jb	6f
	cmpl	$15, %edx
	ja	6f
7:	shll	$4, %eax
	orl	%edx, %eax
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
	.balign 4
arguments: .long java, options, 0
segment:			# struct kexec_segment: buf, bufsz, mem, memsz
	.long no_parameters
	.long 4
segment_mem: .long 0
	.long BLOCK
no_parameters: .long 0
epitaph: .ascii "KXEPITAF"
epitaph_status: .long 0
	.fill BLOCK - 12, 1, 0

	.bss
	.balign 4
environment: .skip 4
leave:	.skip 4
agent_pid: .skip 4
status:	.skip 4
