// Makes kernel objects of which one image of the guest has more than another, says their numbers, and sleeps: a BPF program with
// its map, a timer in a file, an interval timer, and of System V's kinds a shared memory segment that it maps, a semaphore set and a
// message queue.
//
//   change NAME NUMBER
//
// NAME, of at most ten characters, begins the names of program and map and is the process's. NUMBER is the key of the objects that have
// keys, and the seconds until the timers expire. When the process ends, those with keys stay.
#include "objects.h"
#include <linux/sem.h>

#define SEMAPHORES 3
#define TEXT "kept in the queue"

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
    say_one("process", call(__NR_getpid, 0, 0, 0, 0, 0));
    sleep_for_ever();
}
