package org.kexshot.index.schema;

import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;

/** Builds the document of one object; all its text is searched without naming a field too. */
final class ObjectDocument {
  private final Document document = new Document();

  ObjectDocument(String kind, SnapshotMetadata snapshot, String title) {
    document.add(new StringField(IndexFields.KIND, kind, Field.Store.YES));
    document.add(new StringField(IndexFields.SNAPSHOT_ID, snapshot.id(), Field.Store.YES));
    document.add(new StoredField(IndexFields.TITLE, title));
    document.add(new TextField("label", snapshot.label(), Field.Store.NO));
  }

  /** A value that is looked for as a whole. */
  ObjectDocument number(String field, long value) {
    String text = Long.toString(value);
    document.add(new StringField(field, text, Field.Store.YES));
    return all(text);
  }

  /** Text that is looked for by its words. */
  ObjectDocument text(String field, String text) {
    document.add(new TextField(field, text, Field.Store.YES));
    return all(text);
  }

  /** The same under a kind's name, and not once more among all text. */
  ObjectDocument known(String kind, String text) {
    document.add(new TextField(kind, text, Field.Store.NO));
    return this;
  }

  private ObjectDocument all(String text) {
    document.add(new TextField(IndexFields.ALL, text, Field.Store.NO));
    return this;
  }

  Document build() {
    return document;
  }
}
