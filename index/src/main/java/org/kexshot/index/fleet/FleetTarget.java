package org.kexshot.index.fleet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.kexshot.index.query.QueryTarget;
import org.kexshot.index.query.SnapshotConditions;
import org.kexshot.index.schema.NetworkAddress;
import org.kexshot.index.schema.SearchSchema;
import org.kexshot.index.schema.ValueType;

/** What an OpenSearch server looks for, in its query language. */
public final class FleetTarget implements QueryTarget<Map<String, Object>> {
  private final FleetDirectory directory;
  private final Instant now;

  /**
   * @param directory where snapshots are looked up that a query names
   * @param now the present
   */
  public FleetTarget(FleetDirectory directory, Instant now) {
    this.directory = directory;
    this.now = now;
  }

  @Override
  public Map<String, Object> nothing() {
    return FleetQuery.nothing();
  }

  @Override
  public Map<String, Object> all(
      List<Map<String, Object>> required,
      List<Map<String, Object>> excluded,
      List<Map<String, Object>> filters) {
    return FleetQuery.all(required, excluded, filters);
  }

  @Override
  public Map<String, Object> any(List<Map<String, Object>> queries) {
    return FleetQuery.any(queries);
  }

  @Override
  public Map<String, Object> word(String field, String word) {
    return orTitle(field, FleetQuery.term(field, word), FleetQuery.term(FleetFields.TITLE, word));
  }

  @Override
  public Map<String, Object> phrase(String field, String text) {
    return orTitle(field, match(field, text), match(FleetFields.TITLE, text));
  }

  private static Map<String, Object> match(String field, String text) {
    return Map.of("match_phrase", Map.of(field, Map.of("query", text)));
  }

  @Override
  public Map<String, Object> pattern(String field, String pattern) {
    return orTitle(
        field, FleetQuery.pattern(field, pattern), FleetQuery.pattern(FleetFields.TITLE, pattern));
  }

  /** A field with a kind's name finds the titles of its objects, too. */
  private static Map<String, Object> orTitle(
      String field, Map<String, Object> query, Map<String, Object> ofTitle) {
    if (!SearchSchema.get().kinds().contains(field)) {
      return query;
    }
    Map<String, Object> kind = FleetQuery.term(FleetFields.KIND, field);
    return FleetQuery.any(
        List.of(query, FleetQuery.all(List.of(ofTitle), List.of(), List.of(kind))));
  }

  @Override
  public Map<String, Object> whole(String field, String value) {
    return anyType(field, name -> FleetQuery.term(name, value));
  }

  @Override
  public Map<String, Object> wholePattern(String field, String pattern) {
    return anyType(field, name -> FleetQuery.pattern(name, pattern));
  }

  /** By the words of all types that are not text. */
  private Map<String, Object> anyType(String field, Function<String, Map<String, Object>> query) {
    List<Map<String, Object>> any = new ArrayList<>();
    for (ValueType type : SearchSchema.get().types(field)) {
      String name = FleetFields.name(field, type);
      switch (type) {
        case TEXT -> {}
        case FLAG, ADDRESS -> any.add(query.apply(name));
        default -> any.add(query.apply(name + FleetFields.WORD));
      }
    }
    return any.isEmpty() ? query.apply(field) : any.size() == 1 ? any.get(0) : any(any);
  }

  @Override
  public Map<String, Object> has(String field) {
    List<Map<String, Object>> any = new ArrayList<>();
    for (ValueType type : SearchSchema.get().types(field)) {
      any.add(FleetQuery.exists(FleetFields.name(field, type)));
    }
    if (SearchSchema.get().kinds().contains(field)) {
      any.add(FleetQuery.term(FleetFields.KIND, field));
    }
    return any.isEmpty() ? FleetQuery.exists(field) : any(any);
  }

  @Override
  public Map<String, Object> between(String field, ValueType type, long first, long last) {
    return switch (type) {
      case ADDRESS -> FleetQuery.unsigned(FleetFields.UNSIGNED + "." + field, first, last);
      case TIME -> FleetQuery.time(FleetFields.name(field, type), first, last);
      default -> FleetQuery.range(FleetFields.name(field, type), first, last, Map.of());
    };
  }

  @Override
  public Map<String, Object> network(String field, NetworkAddress network) {
    return FleetQuery.term(
        FleetFields.IP + "." + field, network.address().getHostAddress() + "/" + network.prefix());
  }

  @Override
  public Set<String> ownFields() {
    return Set.of(FleetFields.MACHINE);
  }

  @Override
  public SnapshotConditions<Map<String, Object>> snapshots() {
    return new FleetSnapshotQuery(directory, now);
  }
}
