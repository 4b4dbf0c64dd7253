// System calls and messages to whoever runs the program. Freestanding, so that it needs no C library for the guest's architecture.
#include <asm/unistd.h>

#ifdef __x86_64__
static long call(long number, long a, long b, long c, long d, long e)
{
    register long fourth asm("r10") = d;
    register long fifth asm("r8") = e;
    register long sixth asm("r9") = 0;
    long result;

    asm volatile("syscall"
                 : "=a"(result)
                 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth), "r"(sixth)
                 : "rcx", "r11", "memory");
    return result;
}
#else
static long call(long number, long a, long b, long c, long d, long e)
{
    long result;

    asm volatile("int $0x80"
                 : "=a"(result)
                 : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
                 : "memory");
    return result;
}
#endif

static unsigned long length(const char *text)
{
    unsigned long count = 0;

    while (text[count])
        count++;
    return count;
}

static void say(const char *text)
{
    call(__NR_write, 1, (long)text, length(text), 0, 0);
}

static void say_number(long number)
{
    char digits[12];
    int at = sizeof digits;

    do
        digits[--at] = '0' + number % 10;
    while (number /= 10);
    call(__NR_write, 1, (long)(digits + at), sizeof digits - at, 0, 0);
}

// What fails is said, so that a test does not look for what was not made.
static long check(const char *what, long result)
{
    if (result < 0 && result != -115 /* EINPROGRESS */) {
        say("failed: ");
        say(what);
        say(" ");
        say_number(-result);
        say("\n");
        call(__NR_exit_group, 1, 0, 0, 0, 0);
    }
    return result;
}
