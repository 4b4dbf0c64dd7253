// Makes kernel objects of which one image of the guest has more than another, says their numbers, and sleeps: a BPF program with
// its map, a timer in a file, an interval timer, of System V's kinds a shared memory segment that it maps, a semaphore set and a
// message queue, and a pipe with pages of a file that was cut since.
//
//   change NAME NUMBER
//
// NAME, of at most ten characters, begins the names of program and map and is the process's. NUMBER is the key of the objects that have
// keys, and the seconds until the timers expire. When the process ends, those with keys stay.
#include "objects.h"
#include <linux/sem.h>

#define SEMAPHORES 3
#define TEXT "kept in the queue"
#define PAGE_SIZE 4096
#define PAGES_OF_A_PIPE 16
// More than the pipe takes, since the last that are written wait to be listed for reclaim.
#define PAGES_OF_THE_FILE 64

static void set_timers(long seconds)
{
    struct setting setting = {.value = {.seconds = seconds}};

    set_timer(seconds);
    check("interval timer", call(__NR_setitimer, ITIMER_REAL, (long)&setting, 0, 0, 0));
}

static void make_semaphores(long key)
{
    long set = check("semaphores", call(__NR_semget, key, SEMAPHORES, IPC_CREAT | 0600, 0, 0));

    for (int i = 0; i < SEMAPHORES; i++)
        check("semaphore", call(__NR_semctl, set, i, SETVAL, i + 5, 0));
    say_one("semaphores", set);
}

static void make_queue(long key)
{
    struct {
        long type;
        char text[sizeof TEXT];
    } message = {7, TEXT};
    long queue = check("queue", call(__NR_msgget, key, IPC_CREAT | 0600, 0, 0, 0));

    check("message", call(__NR_msgsnd, queue, (long)&message, sizeof TEXT, 0, 0));
    say_one("queue", queue);
}

static void cut_file(const char *path, long number)
{
    static long page[PAGE_SIZE / sizeof(long)];
    int ends[2];
    long file = check("file", call(__NR_open, (long)path, O_CREAT | O_TRUNC | O_RDWR, 0600, 0, 0));

    for (unsigned i = 0; i < sizeof page / sizeof *page; i++)
        page[i] = number + i;
    for (int i = 0; i < PAGES_OF_THE_FILE; i++)
        check("write", call(__NR_write, file, (long)page, sizeof page, 0, 0));
    check("pipe", call(__NR_pipe, (long)ends, 0, 0, 0, 0));
    check("seek", call(__NR_lseek, file, 0, 0, 0, 0));
    say_one("cut", check("fill", call(__NR_sendfile, ends[1], file, 0, PAGES_OF_A_PIPE * PAGE_SIZE, 0)));
    check("cut", call(__NR_ftruncate, file, 0, 0, 0, 0));
}

// first: the number of arguments, then their addresses.
__attribute__((used)) static void start(long *first)
{
    const char *text = (const char *)first[2];
    char program[BPF_OBJ_NAME_LEN] = {0}, map[BPF_OBJ_NAME_LEN] = {0};
    unsigned long size = length(text);
    long number;

    if (first[0] != 3 || size > 10)
        check("arguments", -22);
    number = number_of((const char *)first[3]);
    copy_name(program, text);
    copy_name(program + size, "_prog");
    copy_name(map, text);
    copy_name(map + size, "_map");
    name(text);
    load_program(BPF_PROG_TYPE_SOCKET_FILTER, program, map);
    set_timers(number);
    share_memory(number);
    make_semaphores(number);
    make_queue(number);
    cut_file("/srv/cut", number);
    say_one("process", call(__NR_getpid, 0, 0, 0, 0, 0));
    sleep_for_ever();
}
