// How modules change places that are mapped read-only, such as tables of functions.
#include <linux/irqflags.h>
#include <linux/string.h>
#include <linux/types.h>

#define WRITE_PROTECT (1UL << 16)

// Writes over what is mapped read-only, in one processor that nothing interrupts.
static void overwrite(void *place, const void *bytes, size_t length)
{
    unsigned long control, flags;

    local_irq_save(flags);
    asm volatile("mov %%cr0, %0" : "=r"(control));
    asm volatile("mov %0, %%cr0" : : "r"(control & ~WRITE_PROTECT) : "memory");
    memcpy(place, bytes, length);
    asm volatile("mov %0, %%cr0" : : "r"(control) : "memory");
    local_irq_restore(flags);
}

// Has a pointer in a table lead to a function.
static void lead_to(ulong place, long (*function)(void))
{
    overwrite((void *)place, &function, sizeof function);
}
