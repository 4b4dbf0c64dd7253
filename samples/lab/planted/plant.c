// Makes the things that tests of `kexshot` look for in an image of the guest, tells which process is which, and sleeps:
// sockets in each state, namespaces inside namespaces, an open file that was deleted, a large page, a BPF program with its
// map, and a process `ghost` that planted.ko is to hide, with a file and a socket of its own.
#include "calls.h"
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/in.h>
#include <linux/netlink.h>
#include <linux/sched.h>
#include <linux/un.h>

#define LISTENER 7001
#define DATAGRAMS 7002
#define UNANSWERED 7004
#define OF_GHOST 7005
#define STREAM 1
#define DGRAM 2
#define RAW 3
#define NONBLOCKING 04000
#define CHILD_ENDS 17
#define LARGE_PAGE (4 << 20)

static unsigned short swapped(unsigned short number)
{
    return (unsigned short)(number << 8 | number >> 8);
}

static struct sockaddr_in internet(unsigned address, unsigned short port)
{
    struct sockaddr_in place = {.sin_family = 2, .sin_port = swapped(port)};

    place.sin_addr.s_addr = __builtin_bswap32(address);
    return place;
}

static long opened(int family, int type, int protocol)
{
    return check("socket", call(__NR_socket, family, type, protocol, 0, 0));
}

static void bind_to(long socket, const void *place, long size)
{
    check("bind", call(__NR_bind, socket, (long)place, size, 0, 0));
}

static void connect_to(long socket, struct sockaddr_in place)
{
    check("connect", call(__NR_connect, socket, (long)&place, sizeof place, 0, 0));
}

static long accepted(long listener)
{
    return check("accept", call(__NR_accept4, listener, 0, 0, 0, 0));
}

static void close_one(long file)
{
    call(__NR_close, file, 0, 0, 0, 0);
}

static void make_streams(void)
{
    struct sockaddr_in here = internet(INADDR_LOOPBACK, LISTENER);
    long listener = opened(2, STREAM, 0), client, half, served;
    char end;

    bind_to(listener, &here, sizeof here);
    check("listen", call(__NR_listen, listener, 8, 0, 0, 0));
    client = opened(2, STREAM, 0); // ESTABLISHED, both ends
    connect_to(client, here);
    accepted(listener);
    half = opened(2, STREAM, 0); // FIN_WAIT2 and CLOSE_WAIT
    connect_to(half, here);
    accepted(listener);
    check("shutdown", call(__NR_shutdown, half, 1, 0, 0, 0));
    client = opened(2, STREAM, 0); // TIME_WAIT
    connect_to(client, here);
    served = accepted(listener);
    close_one(client);
    check("read", call(__NR_read, served, (long)&end, 1, 0, 0)); // else both ends close at once, and both wait
    close_one(served);
    // A listener that nobody accepts from has room for one; the next who asks is not answered: SYN_SENT.
    here = internet(INADDR_LOOPBACK, UNANSWERED);
    listener = opened(2, STREAM, 0);
    bind_to(listener, &here, sizeof here);
    check("listen", call(__NR_listen, listener, 0, 0, 0, 0));
    connect_to(opened(2, STREAM, 0), here);
    connect_to(opened(2, STREAM | NONBLOCKING, 0), here);
}

static void make_others(void)
{
    struct sockaddr_in here = internet(INADDR_LOOPBACK, DATAGRAMS);
    struct sockaddr_ll link = {.sll_family = 17, .sll_protocol = swapped(ETH_P_ARP)};
    struct sockaddr_nl netlink = {.nl_family = 16, .nl_pid = 7003};
    struct sockaddr_un path = {.sun_family = 1, .sun_path = "\0planted"};
    long place = opened(2, DGRAM, 0);

    bind_to(place, &here, sizeof here);
    connect_to(opened(2, DGRAM, 0), here);
    opened(2, RAW, 1);
    bind_to(opened(17, DGRAM, 0), &link, sizeof link);
    bind_to(opened(16, RAW, 0), &netlink, sizeof netlink);
    place = opened(1, STREAM, 0);
    bind_to(place, &path, 2 + 8);
    check("listen", call(__NR_listen, place, 1, 0, 0, 0));
}

static void take_large_page(void)
{
    long page = map(LARGE_PAGE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB);

    if ((unsigned long)page < -4095UL)
        *(volatile char *)page = 1;
    else
        check("large page", page);
}

static void haunt(void)
{
    struct sockaddr_in here = internet(INADDR_LOOPBACK, OF_GHOST);

    name("ghost");
    delete_open_file("/tmp/ghost-file");
    bind_to(opened(2, DGRAM, 0), &here, sizeof here);
    sleep_for_ever();
}

// A process in namespaces of its own, and inside these another in its own.
static void nest(int depth)
{
    long flags = CLONE_NEWUTS | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWNET;

    if (check("clone", call(__NR_clone, flags | CHILD_ENDS, 0, 0, 0, 0)) == 0) {
        name(depth == 1 ? "nested-1" : "nested-2");
        if (depth == 1)
            nest(2);
        sleep_for_ever();
    }
}

// The stack is aligned for a program's start, not for a function's.
__attribute__((force_align_arg_pointer)) void _start(void)
{
    long ghost = check("fork", call(__NR_fork, 0, 0, 0, 0, 0));

    if (ghost == 0)
        haunt();
    name("planted");
    make_streams();
    make_others();
    delete_open_file("/tmp/planted-deleted");
    take_large_page();
    load_program(BPF_PROG_TYPE_SOCKET_FILTER, "planted_prog", "planted_map");
    nest(1);
    say("ghost ");
    say_number(ghost);
    say("\n");
    sleep_for_ever();
}
