// What plant.c and change.c make things with: system calls, BPF programs and messages to whoever runs them. Freestanding, so
// that it needs no C library for the guest's architecture.
#include <asm/unistd.h>
#include <linux/bpf.h>
#include <linux/prctl.h>

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

static void sleep_for_ever(void)
{
    for (;;)
        call(__NR_pause, 0, 0, 0, 0, 0);
}

static void name(const char *text)
{
    call(__NR_prctl, PR_SET_NAME, (long)text, 0, 0, 0);
}

static long bpf(const char *what, long command, union bpf_attr *about)
{
    return check(what, call(__NR_bpf, command, (long)about, sizeof *about, 0, 0));
}

static void copy_name(char *to, const char *text)
{
    for (unsigned i = 0; text[i] && i < BPF_OBJ_NAME_LEN - 1; i++)
        to[i] = text[i];
}

// A program that does nothing but keep its map.
static void load_program(const char *program_name, const char *map_name)
{
    static union bpf_attr map = {
        .map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 16};
    static union bpf_attr program = {.prog_type = BPF_PROG_TYPE_SOCKET_FILTER};
    static struct bpf_insn code[] = {
        {.code = BPF_LD | BPF_DW | BPF_IMM, .dst_reg = BPF_REG_1, .src_reg = BPF_PSEUDO_MAP_FD},
        {0},
        {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
        {.code = BPF_JMP | BPF_EXIT},
    };

    copy_name(map.map_name, map_name);
    copy_name(program.prog_name, program_name);
    code[0].imm = bpf("map", BPF_MAP_CREATE, &map);
    program.insns = (unsigned long)code;
    program.insn_cnt = sizeof code / sizeof code[0];
    program.license = (unsigned long)"none";
    bpf("program", BPF_PROG_LOAD, &program);
}
