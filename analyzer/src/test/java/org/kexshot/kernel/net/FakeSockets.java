package org.kexshot.kernel.net;

import java.io.IOException;
import org.kexshot.kernel.FakeKernel;

/** Sockets of a fake kernel, and one process that can hold them open. */
final class FakeSockets {
  static final long OPERATIONS = 0xc0c0_0000L;

  private final FakeKernel kernel;
  private long descriptors;
  private int opened;

  /** Lays out the types, and a process {@code nc} with pid 7. */
  FakeSockets(FakeKernel kernel) throws IOException {
    this.kernel = kernel;
    kernel
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define("hlist_node", "next: *char", "pprev: *char")
        .define("hlist_head", "first: *char")
        .define("kuid_t", "val: int")
        .define("proto", "name: char[32]")
        .define("inode", "i_ino: unsigned int")
        .define("socket", "sk: *char")
        .define("socket_alloc", "socket: socket", "vfs_inode: inode")
        .define(
            "sock_common",
            "skc_family: unsigned short",
            "skc_state: unsigned char",
            "skc_num: unsigned short",
            "skc_dport: unsigned short",
            "skc_rcv_saddr: unsigned int",
            "skc_daddr: unsigned int",
            "skc_node: hlist_node",
            "skc_nulls_node: hlist_node",
            "skc_prot: *proto")
        .define(
            "sock",
            "__sk_common: sock_common",
            "sk_type: unsigned int",
            "sk_protocol: unsigned short",
            "sk_uid: kuid_t",
            "sk_socket: *char")
        .define("file", "f_op: *char", "private_data: *char")
        .define("fdtable", "max_fds: unsigned int", "fd: *char")
        .define("files_struct", "fdt: *fdtable")
        .define(
            "task_struct",
            "tasks: list_head",
            "tgid: int",
            "files: *files_struct",
            "comm: char[16]");
    kernel.symbol("socket_file_ops", OPERATIONS);
    long init = kernel.allocate("task_struct");
    kernel.symbol("init_task", init);
    long task = kernel.allocate("task_struct");
    long tasks = kernel.offset("task_struct", "tasks");
    kernel.ring(init + tasks, task + tasks);
    kernel.set(task, "task_struct", "tgid", 7);
    kernel.text(task, "task_struct", "comm", "nc");
    long files = kernel.allocate("files_struct");
    long table = kernel.allocate("fdtable");
    descriptors = kernel.allocate(32);
    kernel.set(task, "task_struct", "files", files);
    kernel.set(files, "files_struct", "fdt", table);
    kernel.set(table, "fdtable", "max_fds", 8);
    kernel.set(table, "fdtable", "fd", descriptors);
  }

  /** Has the process open a socket whose structure lies on a page of its own. */
  long open(String struct, SocketFamily family, int inode) throws IOException {
    long sock = kernel.allocateOnOwnPage(struct);
    long socket = kernel.allocate("socket_alloc");
    kernel.set(socket, "socket_alloc", "socket.sk", sock);
    kernel.set(socket, "socket_alloc", "vfs_inode.i_ino", inode);
    kernel.set(sock, "sock", "__sk_common.skc_family", family.number());
    kernel.set(sock, "sock", "sk_socket", socket);
    kernel.set(sock, "sock", "sk_uid.val", 1000);
    long file = kernel.allocate("file");
    kernel.set(file, "file", "f_op", OPERATIONS);
    kernel.set(file, "file", "private_data", socket);
    kernel.number(descriptors + 4L * opened++, file, 4);
    return sock;
  }

  /** Chains sockets in a bucket by a link in each, up to the word given. */
  void chain(long bucket, long link, long end, long... socks) {
    long from = bucket;
    for (long sock : socks) {
      kernel.number(from, sock + link, 4);
      from = sock + link;
    }
    kernel.number(from, end, 4);
  }
}
