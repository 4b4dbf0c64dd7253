package org.kexshot.index.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kexshot.owner.OwnerKind;
import org.kexshot.owner.bytes.ByteOwner;

class MemoryQueryTest {
  private static final ByteOwner NGINX = owner(OwnerKind.ANONYMOUS, "nginx[263]", "[heap]");
  private static final ByteOwner PASSWD = owner(OwnerKind.PAGE_CACHE, "/etc/passwd", "");
  private static final ByteOwner DENTRY = owner(OwnerKind.SLAB, "dentry", "");

  private static ByteOwner owner(OwnerKind kind, String name, String area) {
    return new ByteOwner(
        kind, name, area, Optional.empty(), null, 0, 4096, 0, 0, ByteOwner.Use.UNKNOWN);
  }

  private static boolean accepts(String query, ByteOwner owner) throws QuerySyntaxException {
    return MemoryQuery.of(query).orElseThrow().owners().stream()
        .allMatch(condition -> condition.accepts(owner));
  }

  @Test
  void textIsTakenAsItStands() throws QuerySyntaxException {
    MemoryQuery query = MemoryQuery.of("text:\"BEGIN *KEY\" snapshot:after").orElseThrow();

    assertThat(query.text()).isEqualTo("BEGIN *KEY");
    assertThat(query.snapshot()).contains("after");
    assertThat(query.owners()).isEmpty();
    assertThat(MemoryQuery.of("(text:secret)").orElseThrow().snapshot()).isEmpty();
  }

  @Test
  void machinesStandBesideText() throws QuerySyntaxException {
    MemoryQuery query = MemoryQuery.of("machine:Web* text:secret -machine:\"db*\"").orElseThrow();

    assertThat(query.machines())
        .containsExactly(
            new MachineCondition("web*", true, false), new MachineCondition("db*", false, true));
    assertThat(MemoryQuery.of("text:secret").orElseThrow().machines()).isEmpty();
    assertThat(MemoryQuery.of("machine:web17 module:dummy")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nginx", "owner.process:nginx", "message:text", "size:>5 NOT kworker"})
  void otherQueriesAreOfObjects(String query) throws QuerySyntaxException {
    assertThat(MemoryQuery.of(query)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "owner.process:nginx,        true, false, false",
    "owner.process:NGINX,        true, false, false",
    "owner.process:263,          true, false, false",
    "owner.process:ngin,         false, false, false",
    "owner.process:ngi*,         true, false, false",
    "owner.process:passwd,       false, false, false",
    "owner.file:passwd,          false, true, false",
    "owner.file:/etc/passwd,     false, true, false",
    "owner.file:/etc/*,          false, true, false",
    "owner.slab:dentry,          false, false, true",
    "owner.module:dentry,        false, false, false",
    "owner:heap,                 true, false, false",
    "owner:slab,                 false, false, true",
    "'owner.kind:\"page cache\"', false, true, false",
    "NOT owner.kind:slab,        true, true, false",
    "-owner:nginx,               false, true, true",
    "owner:* NOT owner:slab,     true, true, false"
  })
  void ownersAreNamedByWordsOrPatterns(String owners, boolean nginx, boolean passwd, boolean dentry)
      throws QuerySyntaxException {
    String query = "text:x " + owners;

    assertThat(accepts(query, NGINX)).isEqualTo(nginx);
    assertThat(accepts(query, PASSWD)).isEqualTo(passwd);
    assertThat(accepts(query, DENTRY)).isEqualTo(dentry);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          text:x size:>5            | a range cannot stand beside text: | 7
          text:x kind:process       | 'kind:' cannot stand beside text: | 7
          text:x word               | 'word' cannot stand beside text: | 7
          text:x OR text:y          | OR cannot stand beside text: | 0
          text:x text:y             | one text can be looked for | 7
          text:x*                   | takes no wildcards | 5
          text:[a TO b]             | a range cannot | 0
          NOT text:x                | 'text:' cannot stand beside | 4
          owner:nginx               | what to look for in memory is missing | 0
          text:x owner.proces:y     | did you mean 'owner.process'? | 7
          text:x owner.kind:slap    | did you mean 'slab'? | 18
          text:x snapshot:a label:b | one snapshot can be named | 24
          """)
  void whatCannotBeAskedIsRefusedWithItsPlace(String query, String message, int position) {
    QuerySyntaxException refused =
        catchThrowableOfType(QuerySyntaxException.class, () -> MemoryQuery.of(query));

    assertThat(refused).hasMessageContaining(message);
    assertThat(refused.position()).isEqualTo(position);
  }
}
