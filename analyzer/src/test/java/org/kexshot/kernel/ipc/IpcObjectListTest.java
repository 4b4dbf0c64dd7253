package org.kexshot.kernel.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;

/** One object of each type; process 17 has the segment attached and semaphores to undo. */
class IpcObjectListTest {
  private final FakeKernel kernel = new FakeKernel();
  private long namespace;
  private long segment;
  private long queue;
  private long file;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define("rb_node", "rb_left: *rb_node", "rb_right: *rb_node")
        .define("xarray", "xa_head: *char")
        .define("xa_node", "shift: unsigned char", "slots: unsigned int[4]")
        .define("idr", "idr_rt: xarray", "idr_base: unsigned int")
        .define("ipc_ids", "in_use: int", "ipcs_idr: idr")
        .define("ns_common", "inum: unsigned int")
        .define("ipc_namespace", "ids: ipc_ids[3]", "ns: ns_common")
        .define("kuid", "val: unsigned int")
        .define(
            "kern_ipc_perm",
            "id: int",
            "key: int",
            "uid: kuid",
            "gid: kuid",
            "mode: unsigned short")
        .define("upid", "nr: int")
        .define("pid", "numbers: upid[1]")
        .define("address_space", "i_mmap: *rb_node")
        .define("file", "f_mapping: *address_space")
        .define("interval", "rb: rb_node")
        .define("vm_area_struct", "vm_mm: *char", "shared: interval")
        .define(
            "shmid_kernel",
            "shm_perm: kern_ipc_perm",
            "shm_file: *file",
            "shm_segsz: unsigned int",
            "shm_cprid: *pid",
            "shm_lprid: *pid")
        .define("sem_array", "sem_perm: kern_ipc_perm", "sem_nsems: int", "list_id: list_head")
        .define("sem_undo", "list_id: list_head", "ulp: *char")
        .define(
            "msg_queue",
            "q_perm: kern_ipc_perm",
            "q_cbytes: unsigned int",
            "q_qnum: unsigned int",
            "q_lspid: *pid")
        .define("sysv_sem", "undo_list: *char")
        .define("nsproxy", "ipc_ns: *ipc_namespace")
        .define(
            "task_struct",
            "tasks: list_head",
            "tgid: int",
            "mm: *char",
            "sysvsem: sysv_sem",
            "nsproxy: *nsproxy");
    namespace = kernel.allocate("ipc_namespace");
    kernel.symbol("init_ipc_ns", namespace);
    kernel.set(namespace, "ipc_namespace", "ns.inum", 4026531839L);
    long memory = kernel.allocate(4);
    long undo = kernel.allocate(4);
    long init = process(0, 0, 0);
    kernel.symbol("init_task", init);
    long tasks = kernel.offset("task_struct", "tasks");
    kernel.ring(init + tasks, process(17, memory, undo) + tasks, process(18, 0, 0) + tasks);
    semaphores(undo);
    messages();
    segment(memory);
  }

  private long process(int tgid, long memory, long undo) throws IOException {
    long task = kernel.allocate("task_struct");
    kernel.set(task, "task_struct", "tgid", tgid);
    kernel.set(task, "task_struct", "mm", memory);
    kernel.set(task, "task_struct", "sysvsem.undo_list", undo);
    long proxy = kernel.allocate("nsproxy");
    kernel.set(proxy, "nsproxy", "ipc_ns", namespace);
    kernel.set(task, "task_struct", "nsproxy", proxy);
    return task;
  }

  private void add(IpcObject.Type type, long object, int id, int key) throws IOException {
    kernel.set(object, "kern_ipc_perm", "id", id);
    kernel.set(object, "kern_ipc_perm", "key", key);
    kernel.set(object, "kern_ipc_perm", "uid.val", 3_000_000_033L);
    kernel.set(object, "kern_ipc_perm", "mode", 01640);
    long size = kernel.offset("ipc_namespace", "ns") / 3;
    long ids = namespace + type.ordinal() * size;
    kernel.set(ids, "ipc_ids", "ipcs_idr.idr_rt.xa_head", object);
  }

  private void semaphores(long undoList) throws IOException {
    long set = kernel.allocate("sem_array");
    kernel.set(set, "sem_array", "sem_nsems", 3);
    long undo = kernel.allocate("sem_undo");
    kernel.set(undo, "sem_undo", "ulp", undoList);
    kernel.ring(
        set + kernel.offset("sem_array", "list_id"), undo + kernel.offset("sem_undo", "list_id"));
    add(IpcObject.Type.SEMAPHORES, set, 1, 0x1005);
  }

  private void messages() throws IOException {
    queue = kernel.allocateOnOwnPage("msg_queue");
    kernel.set(queue, "msg_queue", "q_cbytes", 18);
    kernel.set(queue, "msg_queue", "q_qnum", 2);
    kernel.set(queue, "msg_queue", "q_lspid", pid(99));
    add(IpcObject.Type.MESSAGES, queue, 2, 0xffff_fffe);
  }

  private void segment(long memory) throws IOException {
    segment = kernel.allocate("shmid_kernel");
    kernel.set(segment, "shmid_kernel", "shm_segsz", 65536);
    kernel.set(segment, "shmid_kernel", "shm_cprid", pid(17));
    file = kernel.allocateOnOwnPage("file");
    long mapping = kernel.allocate("address_space");
    long area = kernel.allocate("vm_area_struct");
    kernel.set(area, "vm_area_struct", "vm_mm", memory);
    kernel.set(
        mapping, "address_space", "i_mmap", area + kernel.offset("vm_area_struct", "shared.rb"));
    kernel.set(file, "file", "f_mapping", mapping);
    kernel.set(segment, "shmid_kernel", "shm_file", file);
    add(IpcObject.Type.SHARED_MEMORY, segment, 3, 0);
  }

  private long pid(int number) throws IOException {
    long pid = kernel.allocate("pid");
    kernel.set(pid + kernel.offset("pid", "numbers"), "upid", "nr", number);
    return pid;
  }

  @Test
  void readsObjectsOfEachTypeWithTheirProcesses() throws Exception {
    Listing<IpcObject> objects = IpcObjectList.read(kernel.open());
    assertThat(objects.problems()).isEmpty();
    assertThat(objects.items())
        .extracting(
            object ->
                object.title()
                    + " "
                    + object.permissions()
                    + " "
                    + object.processes().orElseThrow())
        .containsExactly(
            "semaphores  key 0x00001005  id 1 640 [17]",
            "messages  key 0xfffffffe  id 2 640 []",
            "shared memory  key 0x00000000  id 3 640 [17]");
    assertThat(objects.items())
        .allMatch(object -> object.uid() == 3_000_000_033L && object.namespace() == 4026531839L);
    IpcObject messages = objects.items().get(1);
    assertThat(messages.bytes()).contains(18L);
    assertThat(messages.count()).contains(2L);
    assertThat(messages.last()).contains(99);
    IpcObject memory = objects.items().get(2);
    assertThat(memory.bytes()).contains(65536L);
    assertThat(memory.count()).isEmpty();
    assertThat(memory.creator()).contains(17);
    assertThat(memory.last()).as("no process touched it since").isEmpty();
  }

  @Test
  void whoHasASegmentAttachedIsUnknownWithoutItsFile() throws Exception {
    kernel.exclude(file);
    Listing<IpcObject> objects = IpcObjectList.read(kernel.open());
    assertThat(objects.items().get(2).processes()).as("unknown, not none").isEmpty();
    assertThat(objects.problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem).contains("the processes of shared memory 3"));
  }

  @Test
  void anObjectThatIsNotThereIsAProblem() throws Exception {
    kernel.exclude(queue);
    Listing<IpcObject> objects = IpcObjectList.read(kernel.open());
    assertThat(objects.items())
        .extracting(IpcObject::type)
        .containsExactly(IpcObject.Type.SEMAPHORES, IpcObject.Type.SHARED_MEMORY);
    assertThat(objects.problems()).singleElement().asString().contains("messages");
  }
}
