// A process that is there before a scenario begins, and does what it is ordered to in it. Each order is a line of a word and a number
// on standard input; when it is done a line goes to standard output.
//
//   act NAME
//
// NAME is the process's. The orders:
//
//   files COUNT      opens /etc/passwd as often
//   map KIB          maps so much anonymous memory and writes to all of it
//   heap KIB         makes the heap so much larger and writes to all of it
//   timer SECONDS    sets a timer in a file
//   load NUMBER      loads the BPF program scenarioN with a map of that name
//   trace NUMBER     the same with one that the kernel calls at each system call
//   segment KEY      makes a shared memory segment of System V and maps it
//   delete NUMBER    opens the new file /srv/deletedN, writes to it, and deletes it
//   work NUMBER      makes the directory /srv/workN its working directory
//   jail NUMBER      makes the directory /srv/jailN its root
//   wait NUMBER      says that it is done, and starts a child in its own memory, which it waits for, as vfork(2) does, and which sleeps
#include "objects.h"
#include <linux/sched.h>

#define CHILD_ENDS 17
#define KIB 1024
#define LINE 64
#define PAGE 4096

static void open_files(long count)
{
    while (count--)
        check("open", call(__NR_open, (long)"/etc/passwd", O_RDONLY, 0, 0, 0));
}

static void write_to_all(long start, long size)
{
    for (long at = 0; at < size; at += PAGE)
        *(volatile long *)(start + at) = at;
}

static void grow_map(long size)
{
    long start = map(size, MAP_PRIVATE | MAP_ANONYMOUS);

    if ((unsigned long)start >= -4095UL)
        check("map", start);
    write_to_all(start, size);
}

static void grow_heap(long size)
{
    long end = call(__NR_brk, 0, 0, 0, 0, 0);

    if (call(__NR_brk, end + size, 0, 0, 0, 0) != end + size)
        check("heap", -12);
    write_to_all(end, size);
}

static void append_number(char *text, long number)
{
    char *digit = text + length(text) + (number > 9);

    do
        *digit-- = '0' + number % 10;
    while (number /= 10);
}

static long load(enum bpf_prog_type type, long number)
{
    char text[BPF_OBJ_NAME_LEN] = "scenario";

    append_number(text, number % 100);
    return load_program(type, text, text);
}

static void trace_calls(long number)
{
    static union bpf_attr link;

    link.raw_tracepoint.name = (unsigned long)"sys_enter";
    link.raw_tracepoint.prog_fd = load(BPF_PROG_TYPE_RAW_TRACEPOINT, number);
    bpf("attach", BPF_RAW_TRACEPOINT_OPEN, &link);
}

static void delete_one(long number)
{
    char file[LINE] = "/srv/deleted";

    append_number(file, number % 100);
    delete_open_file(file);
}

static void move_to(const char *what, long system_call, const char *place, long number)
{
    char directory[LINE] = "";

    for (int at = 0; place[at]; at++)
        directory[at] = place[at];
    append_number(directory, number % 100);
    check(what, call(system_call, (long)directory, 0, 0, 0, 0));
}

// The child has this one's stack, of which it may use what lies below.
static void wait_for_child(void)
{
    if (check("clone", call(__NR_clone, CLONE_VM | CLONE_VFORK | CHILD_ENDS, 0, 0, 0, 0)) == 0)
        sleep_for_ever();
}

static int same(const char *one, const char *other)
{
    while (*one && *one == *other)
        one++, other++;
    return *one == *other;
}

// Whether it was done, and is still to be said.
static int obey(const char *word, long number)
{
    if (same(word, "files"))
        open_files(number);
    else if (same(word, "map"))
        grow_map(number * KIB);
    else if (same(word, "heap"))
        grow_heap(number * KIB);
    else if (same(word, "timer"))
        set_timer(number);
    else if (same(word, "load"))
        load(BPF_PROG_TYPE_SOCKET_FILTER, number);
    else if (same(word, "trace"))
        trace_calls(number);
    else if (same(word, "delete"))
        delete_one(number);
    else if (same(word, "work"))
        move_to(word, __NR_chdir, "/srv/work", number);
    else if (same(word, "jail"))
        move_to(word, __NR_chroot, "/srv/jail", number);
    else if (same(word, "segment"))
        return share_memory(number), 0;
    else if (same(word, "wait"))
        return say_one(word, number), wait_for_child(), 0;
    else
        check(word, -22);
    return 1;
}

static void read_line(char *line)
{
    int at = 0;

    do
        if (check("read", call(__NR_read, 0, (long)&line[at], 1, 0, 0)) == 0)
            sleep_for_ever();
    while (line[at++] != '\n' && at < LINE);
    line[at - 1] = 0;
}

// first: the number of arguments, then their addresses.
__attribute__((used)) static void start(long *first)
{
    char line[LINE], *space;

    if (first[0] != 2)
        check("arguments", -22);
    name((const char *)first[2]);
    for (;;) {
        read_line(line);
        for (space = line; *space && *space != ' '; space++)
            ;
        if (*space)
            *space++ = 0;
        if (obey(line, number_of(space)))
            say_one(line, number_of(space));
    }
}
