// What plant.c, change.c and act.c make things with beside system calls: names, memory, files that are deleted, and BPF programs.
#include "call.h"
#include <linux/bpf.h>
#include <linux/fcntl.h>
#include <linux/mman.h>
#include <linux/prctl.h>

static void sleep_for_ever(void)
{
    for (;;)
        call(__NR_pause, 0, 0, 0, 0, 0);
}

static void name(const char *text)
{
    call(__NR_prctl, PR_SET_NAME, (long)text, 0, 0, 0);
}

static inline long map(long size, long flags)
{
#ifdef __x86_64__
    return call(__NR_mmap, 0, size, PROT_READ | PROT_WRITE, flags, -1);
#else
    long arguments[] = {0, size, PROT_READ | PROT_WRITE, flags, -1, 0};

    return call(__NR_mmap, (long)arguments, 0, 0, 0, 0);
#endif
}

static inline void delete_open_file(const char *file)
{
    long opened_file = check("open", call(__NR_open, (long)file, O_CREAT | O_RDWR, 0600, 0, 0));

    call(__NR_write, opened_file, (long)file, length(file), 0, 0);
    check("unlink", call(__NR_unlink, (long)file, 0, 0, 0, 0));
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

// A program that does nothing but keep its map; its descriptor.
static long load_program(enum bpf_prog_type type, const char *program_name, const char *map_name)
{
    static union bpf_attr map = {
        .map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 16};
    static union bpf_attr program;
    static struct bpf_insn code[] = {
        {.code = BPF_LD | BPF_DW | BPF_IMM, .dst_reg = BPF_REG_1, .src_reg = BPF_PSEUDO_MAP_FD},
        {0},
        {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
        {.code = BPF_JMP | BPF_EXIT},
    };

    copy_name(map.map_name, map_name);
    copy_name(program.prog_name, program_name);
    code[0].imm = bpf("map", BPF_MAP_CREATE, &map);
    program.prog_type = type;
    program.insns = (unsigned long)code;
    program.insn_cnt = sizeof code / sizeof code[0];
    program.license = (unsigned long)"none";
    return bpf("program", BPF_PROG_LOAD, &program);
}
