# What the loader fills in for loader.S, alike for both architectures (see org.kexshot.loader.EntryStub).
	.include "parameter.S"

	parameter program_entry		# physical address of what was loaded
	parameter boot_parameters	# physical address of the boot_params that a kernel finds; 0 for nothing
	parameter comes_back		# 1 if the jump comes back when what was loaded returns
	parameter a_gdt_source		# physical address of A's saved_context.gdt_desc, if it comes back
