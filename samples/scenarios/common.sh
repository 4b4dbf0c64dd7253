# What scenarios share; each begins with: . "$(dirname "$0")/../common.sh"
set -eu

programs=$(dirname "$0")/../programs
state=/run/scenarios
cgroups=/sys/fs/cgroup
tracing=/sys/kernel/tracing
mkdir -p $state

# mounted TYPE DIRECTORY: mounts a file system of that type there, if none is.
mounted() {
    mkdir -p "$2"
    grep -q " $2 " /proc/mounts || mount -t "$1" "$1" "$2"
}

mount_cgroups() {
    mounted cgroup2 $cgroups
}

mount_tracefs() {
    mounted tracefs $tracing
}

# Loads the module that does to the kernel what it is asked to.
load_module() {
    [ -e /sys/module/scenario ] || insmod "$programs/scenario.ko"
}

# ask_module WHAT NUMBER: has it done; samples/lab/planted/scenario.c says what there is.
ask_module() {
    echo "$2" >"/sys/module/scenario/parameters/$1"
}

# start_actor NAME: starts a process of that name, which does what it is ordered to.
start_actor() {
    mkfifo "$state/$1.orders" "$state/$1.replies"
    "$programs/act" "$1" <>"$state/$1.orders" 1<>"$state/$1.replies" 2>/dev/null &
    echo $! >"$state/$1.pid"
}

# order NAME WHAT NUMBER: has it done, and waits until it is; samples/lab/planted/act.c says what there is.
order() {
    echo "$2 $3" >"$state/$1.orders"
    read -r reply <"$state/$1.replies"
    case $reply in
    failed*)
        echo "$1: $reply" >&2
        exit 1
        ;;
    esac
}

# process_of NAME: prints its process id.
process_of() {
    cat "$state/$1.pid"
}

# address_of SYMBOL [BYTES]: prints the address so many bytes behind the start of a symbol of the kernel.
address_of() {
    printf '0x%x\n' $((0x$(grep -w "$1" /proc/kallsyms | cut -d' ' -f1) + ${2:-0}))
}
