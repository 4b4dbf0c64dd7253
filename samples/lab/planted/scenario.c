// Does to a running kernel what the scenarios of samples/scenarios ask for, one thing at a time. It is loaded before the first image
// is taken, and does nothing until a parameter is written:
//
//   echo COUNT   >/sys/module/scenario/parameters/leak       allocates as many objects of 256 bytes, and forgets them
//   echo ADDRESS >/sys/module/scenario/parameters/call       changes acct's entry in the table of system calls that lies there
//   echo ADDRESS >/sys/module/scenario/parameters/operation  has the pointer that lies there lead to this module
//   echo PID     >/sys/module/scenario/parameters/raise      gives a process the rights of root
//   echo SECONDS >/sys/module/scenario/parameters/timer      sets a timer
//
// ADDRESS is what /proc/kallsyms says. What was done stays; the guest is to be ended.
#include "patch.h"
#include <linux/cred.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <asm/unistd.h>

#define LEAKED_BYTES 256

// A parameter that acts when a number is written to it.
#define ORDER(name, description)                                                          \
    static int name##_written(const char *text, const struct kernel_param *parameter)    \
    {                                                                                     \
        ulong number;                                                                     \
        int error = kstrtoul(text, 0, &number);                                           \
                                                                                          \
        return error ? error : name(number);                                              \
    }                                                                                     \
    static const struct kernel_param_ops name##_operations = {.set = name##_written};     \
    module_param_cb(name, &name##_operations, NULL, 0200);                                \
    MODULE_PARM_DESC(name, description)

static int leak(ulong count)
{
    // What nothing points to any more is leaked; each object's first word leads to the one before.
    static void *last;

    while (count--) {
        void **object = kmalloc(LEAKED_BYTES, GFP_KERNEL);

        if (!object)
            return -ENOMEM;
        *object = last;
        last = object;
    }
    last = NULL;
    return 0;
}

static long scenario_call(void)
{
    return 0;
}

static int call(ulong table)
{
    lead_to(table + __NR_acct * sizeof(long), scenario_call);
    return 0;
}

static int operation(ulong place)
{
    lead_to(place, scenario_call);
    return 0;
}

static void raise_task(struct task_struct *task)
{
    struct cred *rights = (struct cred *)rcu_dereference(task->real_cred);

    rights->uid = rights->euid = rights->suid = rights->fsuid = GLOBAL_ROOT_UID;
    rights->gid = rights->egid = rights->sgid = rights->fsgid = GLOBAL_ROOT_GID;
    rights->cap_permitted = rights->cap_effective = CAP_FULL_SET;
}

static int raise(ulong pid)
{
    struct task_struct *task;
    int error = -ESRCH;

    rcu_read_lock();
    for_each_process(task) {
        if (task->pid == pid) {
            raise_task(task);
            error = 0;
        }
    }
    rcu_read_unlock();
    return error;
}

static void scenario_timer(struct timer_list *unused)
{
}

static DEFINE_TIMER(waiting, scenario_timer);

static int timer(ulong seconds)
{
    mod_timer(&waiting, jiffies + seconds * HZ);
    return 0;
}

ORDER(leak, "so many objects of 256 bytes to leak");
ORDER(call, "the table of system calls in which to change acct's entry");
ORDER(operation, "the pointer to lead to this module");
ORDER(raise, "the process to give root's rights");
ORDER(timer, "the seconds until a timer expires");

static int __init scenario_init(void)
{
    return 0;
}

module_init(scenario_init);
MODULE_LICENSE("Apache-2.0");
MODULE_DESCRIPTION("Does what scenarios ask for");
