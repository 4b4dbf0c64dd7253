// What change.c and act.c share: numbers in words, a timer in a file, a shared memory segment of System V, and the start of a program
// that has arguments.
#include "calls.h"
#include <linux/ipc.h>
#include <linux/time.h>

#define SEGMENT_SIZE (64 << 10)

struct time {
    long seconds;
    long fraction;
};

struct setting {
    struct time interval;
    struct time value;
};

static long number_of(const char *text)
{
    long number = 0;

    while (*text)
        number = number * 10 + *text++ - '0';
    return number;
}

static void say_one(const char *what, long number)
{
    say(what);
    say(" ");
    say_number(number);
    say("\n");
}

static void set_timer(long seconds)
{
    struct setting setting = {.value = {.seconds = seconds}};
    long timer = check("timer", call(__NR_timerfd_create, CLOCK_MONOTONIC, 0, 0, 0, 0));

    check("set", call(__NR_timerfd_settime, timer, 0, (long)&setting, 0, 0));
}

static void share_memory(long key)
{
    long segment = check("segment", call(__NR_shmget, key, SEGMENT_SIZE, IPC_CREAT | 0640, 0, 0));
    long place = call(__NR_shmat, segment, 0, 0, 0, 0);

    if ((unsigned long)place >= -4095UL)
        check("attach", place);
    *(volatile char *)place = 1;
    say_one("segment", segment);
}

// A program's arguments lie on its stack, which is aligned for a call from here.
#ifdef __x86_64__
asm(".globl _start\n_start: mov %rsp, %rdi; and $-16, %rsp; call start");
#else
asm(".globl _start\n_start: mov %esp, %eax; and $-16, %esp; sub $12, %esp; push %eax; call start");
#endif
