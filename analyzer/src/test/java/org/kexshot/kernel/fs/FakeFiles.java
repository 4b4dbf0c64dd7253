package org.kexshot.kernel.fs;

import java.io.IOException;
import org.kexshot.kernel.FakeKernel;

/** File systems, directory entries, inodes and mounts in a fake kernel. */
public final class FakeFiles {
  private final FakeKernel kernel;

  /** Lays out their types. */
  public FakeFiles(FakeKernel kernel) {
    this.kernel = kernel;
    kernel
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define("hlist_head", "first: *char")
        .define("hlist_node", "next: *hlist_node", "pprev: *char")
        .define("qstr", "name: *char")
        .define("hlist_bl_node", "next: *char", "pprev: *char")
        .define("file_system_type", "name: *char")
        .define(
            "super_block",
            "s_list: list_head",
            "s_type: *file_system_type",
            "s_subtype: *char",
            "s_dev: unsigned int",
            "s_flags: unsigned int",
            "s_inodes: list_head")
        .define("kuid_t", "val: unsigned int")
        .define("kgid_t", "val: unsigned int")
        .define("address_space", "host: *char", "nrpages: unsigned int")
        .define(
            "inode",
            "i_ino: unsigned int",
            "i_mode: unsigned short",
            "i_uid: kuid_t",
            "i_gid: kgid_t",
            "i_generation: unsigned int",
            "i_rdev: unsigned int",
            "i_size: long long",
            "i_sb: *super_block",
            "i_mapping: *address_space",
            "i_dentry: hlist_head",
            "i_sb_list: list_head")
        .define("alias", "d_alias: hlist_node")
        .define(
            "dentry",
            "d_parent: *char",
            "d_name: qstr",
            "d_inode: *inode",
            "d_op: *char",
            "d_sb: *super_block",
            "d_hash: hlist_bl_node",
            "d_u: alias")
        .define("vfsmount", "mnt_root: *dentry", "mnt_sb: *super_block", "mnt_flags: unsigned int")
        .define("path", "mnt: *vfsmount", "dentry: *dentry")
        .define(
            "mount",
            "mnt_parent: *char",
            "mnt_mountpoint: *char",
            "mnt: vfsmount",
            "mnt_list: list_head",
            "mnt_devname: *char",
            "mnt_id: int")
        .define("ns_common", "inum: unsigned int")
        .define("mnt_namespace", "ns: ns_common", "list: list_head");
  }

  /** A file system on a page of its own. */
  public long superBlock(String type, int major, int minor) throws IOException {
    long named = kernel.allocate("file_system_type");
    kernel.set(named, "file_system_type", "name", kernel.string(type));
    long superBlock = kernel.allocateOnOwnPage("super_block");
    kernel.set(superBlock, "super_block", "s_type", named);
    kernel.set(superBlock, "super_block", "s_dev", (long) major << 20 | minor);
    kernel.ring(superBlock + kernel.offset("super_block", "s_inodes"));
    return superBlock;
  }

  public long root(long superBlock) throws IOException {
    long root = entry("/", 0, superBlock);
    kernel.set(root, "dentry", "d_parent", root);
    return root;
  }

  /** A directory entry on a page of its own. */
  public long entry(String name, long parent, long superBlock) throws IOException {
    long entry = kernel.allocateOnOwnPage("dentry");
    kernel.set(entry, "dentry", "d_parent", parent);
    kernel.set(entry, "dentry", "d_name.name", kernel.string(name));
    kernel.set(entry, "dentry", "d_sb", superBlock);
    kernel.set(entry, "dentry", "d_hash.pprev", 1);
    return entry;
  }

  /** A mount; without a parent it is the first of its namespace. */
  public long mount(int id, long superBlock, long root, long parent, long place)
      throws IOException {
    long mount = kernel.allocateOnOwnPage("mount");
    kernel.set(mount, "mount", "mnt_id", id);
    kernel.set(mount, "mount", "mnt_parent", parent == 0 ? mount : parent);
    kernel.set(mount, "mount", "mnt_mountpoint", parent == 0 ? root : place);
    kernel.set(mount, "mount", "mnt.mnt_root", root);
    kernel.set(mount, "mount", "mnt.mnt_sb", superBlock);
    kernel.set(mount, "mount", "mnt_devname", kernel.string("source" + id));
    return mount;
  }

  /** A namespace of mounts. */
  public long namespace(int number, long... mounts) throws IOException {
    long namespace = kernel.allocate("mnt_namespace");
    kernel.set(namespace, "mnt_namespace", "ns.inum", number);
    long[] nodes = new long[mounts.length];
    for (int i = 0; i < mounts.length; i++) {
      nodes[i] = mounts[i] + kernel.offset("mount", "mnt_list");
    }
    kernel.ring(namespace + kernel.offset("mnt_namespace", "list"), nodes);
    return namespace;
  }
}
