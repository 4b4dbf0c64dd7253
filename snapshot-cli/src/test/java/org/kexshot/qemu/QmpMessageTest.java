package org.kexshot.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QmpMessageTest {
  @Test
  void valuesAreFoundByPointer() throws IOException {
    QmpMessage message =
        QmpMessage.read(
            "{\"return\": {\"status\": \"running\", \"running\": true, \"cpus\": [{\"id\": 7}]}}");
    assertThat(message.isAnswer()).isTrue();
    assertThat(message.refusal()).isEmpty();
    assertThat(message.returned("/status")).isEqualTo("running");
    assertThat(message.returned("/running")).isEqualTo("true");
    assertThat(message.returned("/cpus/0/id")).isEqualTo("7");
    assertThatThrownBy(() -> message.returned("/absent"))
        .isInstanceOf(QemuException.class)
        .hasMessageContaining("/absent");
  }

  @Test
  void whatIsReturnedMayBeOneValueOrNothing() throws IOException {
    assertThat(QmpMessage.read("{\"return\": \"EAX=0\\r\\n\"}").returned(""))
        .isEqualTo("EAX=0\r\n");
    assertThat(QmpMessage.read("{\"return\": {}}").isAnswer()).isTrue();
  }

  @Test
  void aRefusalHasQemusWords() throws IOException {
    QmpMessage message =
        QmpMessage.read(
            "{\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"The command x is unknown\"}}");
    assertThat(message.isAnswer()).isTrue();
    assertThat(message.refusal()).contains("The command x is unknown");
  }

  /** An event's data may hold members of the same names, deeper. */
  @Test
  void eventsAndTheGreetingAreNoAnswers() throws IOException {
    assertThat(QmpMessage.read("{\"QMP\": {\"version\": {}}}").isAnswer()).isFalse();
    assertThat(QmpMessage.read("{\"event\": \"STOP\", \"data\": {\"return\": 1}}").isAnswer())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"qemu: warning", "{\"return\": {", "{\"return\" 1}"})
  void whatIsNoJsonIsTold(String line) {
    assertThatThrownBy(() -> QmpMessage.read(line)).isInstanceOf(IOException.class);
  }

  @Test
  void aRequestIsOneLineWithTypedArguments() throws IOException {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("val", 0x1_0000_0000L);
    arguments.put("paging", false);
    arguments.put("filename", "a \"b\"\n");
    assertThat(QmpMessage.request(7, "pmemsave", arguments))
        .isEqualTo(
            "{\"execute\":\"pmemsave\",\"id\":7,\"arguments\":"
                + "{\"val\":4294967296,\"paging\":false,\"filename\":\"a \\\"b\\\"\\n\"}}\n");
  }
}
