// Plants what tests of `kexshot` look for in an image of the guest: changes that nobody should make to a running kernel.
// Each is made where a parameter asks for it. The module cannot be taken out again; the guest is to be ended.
//
//   insmod planted.ko hide=1 hooks=1 unlink=PID calls=ADDRESS gates=ADDRESS operation=ADDRESS code=ADDRESS,...
//
// ADDRESS is what /proc/kallsyms says of sys_call_table, idt_table, a pointer in a table of operations, and functions
// that nobody calls, of the kernel or of a module.
#include "patch.h"
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/notifier.h>
#include <linux/reboot.h>
#include <linux/sched/signal.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include <asm/desc_defs.h>
#include <asm/unistd.h>

#define PLANTED_CALL __NR_acct
#define PLANTED_GATE 0xf0 // an interrupt that nobody raises
#define PLANTED_PACKETS 0x88b5 // a protocol for experiments, whose packets nobody sends
#define MOST_FUNCTIONS 4

static int hide;
static int hooks;
static int unlink;
static ulong calls;
static ulong gates;
static ulong operation;
static ulong code[MOST_FUNCTIONS];
static int functions;

module_param(hide, int, 0);
MODULE_PARM_DESC(hide, "1: take this module off the list of modules and out of /sys");
module_param(hooks, int, 0);
MODULE_PARM_DESC(hooks, "1: register a packet handler, a notifier and work for later");
module_param(unlink, int, 0);
MODULE_PARM_DESC(unlink, "the process to take off the list of tasks and out of the table of PIDs");
module_param(calls, ulong, 0);
MODULE_PARM_DESC(calls, "the table of system calls of which to change acct's entry");
module_param(gates, ulong, 0);
MODULE_PARM_DESC(gates, "the interrupt descriptor table of which to change gate 0xf0");
module_param(operation, ulong, 0);
MODULE_PARM_DESC(operation, "the pointer to lead to this module");
module_param_array(code, ulong, &functions, 0);
MODULE_PARM_DESC(code, "the functions to put a jump over");

static long planted_call(void)
{
    return 0;
}

static void planted_timer(struct timer_list *timer)
{
}

static DEFINE_TIMER(timer, planted_timer);

static int planted_receive(struct sk_buff *packet, struct net_device *device, struct packet_type *type,
                           struct net_device *original)
{
    kfree_skb(packet);
    return 0;
}

static struct packet_type planted_packets = {.type = htons(PLANTED_PACKETS), .func = planted_receive};

static int planted_notified(struct notifier_block *block, unsigned long action, void *data)
{
    return NOTIFY_DONE;
}

static struct notifier_block planted_notifier = {.notifier_call = planted_notified};

static void planted_late(struct work_struct *work)
{
}

static DECLARE_DELAYED_WORK(planted_work, planted_late);

static void register_hooks(void)
{
    dev_add_pack(&planted_packets);
    register_reboot_notifier(&planted_notifier);
    schedule_delayed_work(&planted_work, 100000 * HZ);
}

static void change_gate(gate_desc *gate)
{
    gate_desc changed = *gate;

    changed.offset_low = (u16)(ulong)planted_call;
    changed.offset_middle = (u16)((ulong)planted_call >> 16);
#ifdef CONFIG_X86_64
    changed.offset_high = (u32)((ulong)planted_call >> 32);
#endif
    overwrite(gate, &changed, sizeof changed);
}

static void jump_over(ulong function)
{
    u8 jump[5] = {0xe9};
    s32 distance = (ulong)planted_call - (function + sizeof jump);

    memcpy(jump + 1, &distance, sizeof distance);
    overwrite((void *)function, jump, sizeof jump);
}

static void unlink_task(int pid)
{
    struct task_struct *task;

    for_each_process(task) {
        if (task->pid == pid) {
            list_del(&task->tasks);
            hlist_del(&task->pid_links[PIDTYPE_PID]);
            hlist_del(&task->pid_links[PIDTYPE_TGID]);
            return;
        }
    }
}

static int __init planted_init(void)
{
    int i;

    mod_timer(&timer, jiffies + 100000 * HZ);
    if (calls)
        lead_to(calls + PLANTED_CALL * sizeof(long), planted_call);
    if (gates)
        change_gate((gate_desc *)gates + PLANTED_GATE);
    if (operation)
        lead_to(operation, planted_call);
    for (i = 0; i < functions; i++)
        jump_over(code[i]);
    if (hooks)
        register_hooks();
    if (unlink)
        unlink_task(unlink);
    if (hide) {
        list_del(&THIS_MODULE->list);
        kobject_del(&THIS_MODULE->mkobj.kobj);
    }
    return 0;
}

module_init(planted_init);
MODULE_LICENSE("Apache-2.0");
MODULE_DESCRIPTION("Plants what tests look for");
