package org.kexshot.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.kexshot.kernel.Endpoint;
import org.kexshot.kernel.LogRecord;
import org.kexshot.kernel.Module;
import org.kexshot.kernel.Socket;
import org.kexshot.kernel.SocketOwner;
import org.kexshot.kernel.Sysctl;
import org.kexshot.kernel.Task;
import org.kexshot.kernel.TaskThread;

/** Kernel objects as JSON objects. Kernel addresses are strings, {@code "0x…"}. */
final class KernelObjectJson {
  /** Writes one object, braces and all. */
  @FunctionalInterface
  interface Writer<T> {
    void write(JsonGenerator json, T object) throws IOException;
  }

  private KernelObjectJson() {}

  static <T> void array(JsonGenerator json, String name, List<T> objects, Writer<T> writer)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (T object : objects) {
      writer.write(json, object);
    }
    json.writeEndArray();
  }

  static void texts(JsonGenerator json, String name, List<String> texts) throws IOException {
    array(json, name, texts, JsonGenerator::writeString);
  }

  static void process(JsonGenerator json, Task task) throws IOException {
    json.writeStartObject();
    json.writeNumberField("pid", task.pid());
    json.writeNumberField("ppid", task.ppid());
    json.writeNumberField("uid", task.uid());
    json.writeStringField("state", String.valueOf(task.state().letter()));
    json.writeStringField("name", task.comm());
    json.writeBooleanField("kernelThread", task.kernelThread());
    texts(json, "arguments", task.argv().arguments());
    if (task.argv().problem().isPresent()) {
      json.writeStringField("argumentsProblem", task.argv().problem().get());
    }
    json.writeNumberField("startTimeNanos", task.startTimeNanos());
    json.writeStringField("address", address(task.address()));
    array(json, "threads", task.threads(), KernelObjectJson::thread);
    json.writeEndObject();
  }

  private static void thread(JsonGenerator json, TaskThread thread) throws IOException {
    json.writeStartObject();
    json.writeNumberField("pid", thread.pid());
    json.writeStringField("name", thread.comm());
    json.writeStringField("state", String.valueOf(thread.state().letter()));
    json.writeEndObject();
  }

  static void module(JsonGenerator json, Module module) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", module.name());
    json.writeNumberField("size", module.size());
    json.writeNumberField("refcount", module.refcount());
    texts(json, "usedBy", module.usedBy());
    json.writeStringField("state", module.state().name());
    json.writeStringField("address", address(module.address()));
    json.writeEndObject();
  }

  static void socket(JsonGenerator json, Socket socket) throws IOException {
    json.writeStartObject();
    json.writeStringField("family", socket.family().name());
    json.writeStringField("protocol", socket.protocol());
    json.writeStringField("state", socket.state());
    endpoint(json, "local", socket.local());
    endpoint(json, "remote", socket.remote());
    json.writeNumberField("inode", socket.inode());
    json.writeNumberField("uid", socket.uid());
    json.writeStringField("address", address(socket.address()));
    array(json, "owners", socket.owners(), KernelObjectJson::owner);
    json.writeEndObject();
  }

  private static void endpoint(JsonGenerator json, String name, Endpoint endpoint)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeStringField("address", endpoint.address());
    json.writeNumberField("port", endpoint.port());
    json.writeEndObject();
  }

  private static void owner(JsonGenerator json, SocketOwner owner) throws IOException {
    json.writeStartObject();
    json.writeNumberField("pid", owner.pid());
    json.writeNumberField("fd", owner.fd());
    json.writeStringField("name", owner.comm());
    json.writeEndObject();
  }

  static void log(JsonGenerator json, LogRecord record) throws IOException {
    json.writeStartObject();
    json.writeNumberField("sequence", record.sequence());
    json.writeNumberField("nanos", record.nanos());
    json.writeNumberField("facility", record.facility());
    json.writeNumberField("level", record.level());
    json.writeStringField("caller", record.caller());
    json.writeStringField("text", record.text());
    json.writeEndObject();
  }

  static void setting(JsonGenerator json, Sysctl setting) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", setting.name());
    json.writeStringField("value", setting.value());
    json.writeStringField("address", address(setting.address()));
    json.writeEndObject();
  }

  static String address(long address) {
    return "0x" + Long.toHexString(address);
  }
}
