# What restore.S of both architectures has as data: included at the start of its image.

	.include "parameter.S"

# Filled in by the loader (see org.kexshot.hibernate.resume.RestoreProgram). Addresses are physical.
	parameter copies		# a list of {frame to copy, frame where it belongs}, 32 bits each
	parameter copy_count
	parameter zeros			# a list of {first frame, number of frames} to be filled with zeros, 32 bits each
	parameter zero_count
	parameter others		# whether the machine has other processors
	parameter a_entry		# A's return address, in A's control page
	parameter a_gdt_source		# of A's saved_context.gdt_desc
	parameter page_tables		# x86_64: that map all of RAM and the first 4 GiB one to one

	.set	APIC_BASE, 0x1b		# an MSR
	.set	APIC_ENABLED, 1 << 11
	.set	APIC_IN_MSRS, 1 << 10	# x2APIC
	.set	APIC_COMMAND, 0x300
	.set	APIC_COMMAND_MSR, 0x830
	.set	INIT_OTHERS, 0xc4500	# INIT, level assert, to all but this one
	.set	PORT, 0x61		# any that may be read, a microsecond each
	.set	MILLISECONDS_10, 10000
	.set	WORDS_OF_PAGE, 1024
	.set	PAGE_SHIFT, 12
