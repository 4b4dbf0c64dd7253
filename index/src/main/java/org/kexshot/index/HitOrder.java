package org.kexshot.index;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedNumericSortField;
import org.apache.lucene.search.SortedSetSortField;
import org.apache.lucene.util.BytesRef;
import org.kexshot.index.document.Fields;
import org.kexshot.index.schema.FieldAliases;
import org.kexshot.index.schema.SearchSchema;
import org.kexshot.index.schema.SnapshotField;
import org.kexshot.index.schema.ValueType;

/**
 * The order of hits, and a hit's place in it as text, from which the next hits go on: by score or a
 * field's value and then by key, so that it is the same as long as the index is.
 */
final class HitOrder {
  private static final String DESCENDING = ":desc";
  private static final char SEPARATOR = '\n';
  private static final char NULL = 'n';
  private static final char NUMBER = 'i';
  private static final char SCORE = 'f';
  private static final char TEXT = 't';

  private final Sort sort;

  private HitOrder(SortField first) {
    this.sort = new Sort(first, new SortField(Fields.KEY, SortField.Type.STRING));
  }

  /**
   * @throws SearchSyntaxException if there is no such field
   */
  static HitOrder of(Optional<String> field) throws SearchSyntaxException {
    if (field.isEmpty()) {
      return new HitOrder(SortField.FIELD_SCORE);
    }
    boolean descending = field.get().endsWith(DESCENDING);
    int end = field.get().length() - (descending ? DESCENDING.length() : 0);
    String name = FieldAliases.field(field.get().substring(0, end));
    return new HitOrder(by(name, descending));
  }

  private static SortField by(String name, boolean descending) throws SearchSyntaxException {
    Optional<SnapshotField> ofSnapshots = SnapshotField.of(name);
    if (ofSnapshots.isPresent()) {
      String position =
          ofSnapshots.get() == SnapshotField.LAST_SEEN || ofSnapshots.get() == SnapshotField.GONE
              ? Fields.LAST
              : Fields.FIRST;
      return new SortField(position, SortField.Type.LONG, descending);
    }
    Set<ValueType> types = SearchSchema.get().types(name);
    if (!SearchSchema.get().fields().contains(name)) {
      throw SearchSyntaxException.noField(name);
    }
    if (types.stream().anyMatch(ValueType::isNumber)) {
      SortField numbers =
          new SortedNumericSortField(Fields.numbers(name), SortField.Type.LONG, descending);
      numbers.setMissingValue(descending ? Long.MIN_VALUE : Long.MAX_VALUE);
      return numbers;
    }
    SortField texts = new SortedSetSortField(Fields.texts(name), descending);
    texts.setMissingValue(SortField.STRING_LAST);
    return texts;
  }

  Sort sort() {
    return sort;
  }

  /** A hit's place as text. */
  static String place(FieldDoc hit) {
    String text = text(hit.fields[0]) + SEPARATOR + ((BytesRef) hit.fields[1]).utf8ToString();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Object value) {
    if (value == null) {
      return String.valueOf(NULL);
    }
    return value instanceof BytesRef bytes
        ? TEXT + bytes.utf8ToString()
        : value instanceof Float score ? SCORE + score.toString() : NUMBER + value.toString();
  }

  /**
   * Reads a hit's place.
   *
   * @throws SearchSyntaxException if it is none of a search in this order
   */
  FieldDoc place(String place) throws SearchSyntaxException {
    try {
      String text = new String(Base64.getUrlDecoder().decode(place), StandardCharsets.UTF_8);
      int end = text.lastIndexOf(SEPARATOR);
      Object first = value(text.substring(0, end));
      if (first instanceof Float != (sort.getSort()[0].getType() == SortField.Type.SCORE)) {
        throw new IllegalArgumentException("of another order");
      }
      return new FieldDoc(
          Integer.MAX_VALUE,
          Float.NaN,
          new Object[] {first, new BytesRef(text.substring(end + 1))});
    } catch (IllegalArgumentException | IndexOutOfBoundsException foreign) {
      throw new SearchSyntaxException("'%s' is not a place in this search".formatted(place));
    }
  }

  private static Object value(String text) {
    String value = text.substring(1);
    return switch (text.charAt(0)) {
      case NULL -> null;
      case NUMBER -> Long.parseLong(value);
      case SCORE -> Float.parseFloat(value);
      case TEXT -> new BytesRef(value);
      default -> throw new IllegalArgumentException("neither text nor number");
    };
  }
}
