package org.kexshot.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.RandomAccessInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.seal.SealingKey;

class SealedDirectoryTest {
  private static final int DOCUMENTS = 3000;

  @TempDir private Path path;
  private final SealingKey key = SealingKey.random();

  private Directory open() throws IOException {
    return PrivateDirectory.open(path, Optional.of(key));
  }

  @Test
  void readsAtAnyPlaceWhatWasWritten() throws IOException {
    byte[] bytes = new byte[70_001];
    new java.util.Random(1).nextBytes(bytes);
    try (Directory directory = open()) {
      try (IndexOutput output = directory.createOutput("_0.x", IOContext.DEFAULT)) {
        output.writeBytes(bytes, bytes.length);
        assertThat(output.getFilePointer()).isEqualTo(bytes.length);
      }
      assertThat(directory.fileLength("_0.x")).isEqualTo(bytes.length);
      try (IndexInput input = directory.openInput("_0.x", IOContext.DEFAULT)) {
        byte[] read = new byte[bytes.length];
        input.readBytes(read, 0, read.length);
        assertThat(read).isEqualTo(bytes);
        IndexInput slice = input.slice("slice", 16_000, 2000).clone();
        slice.seek(500);
        assertThat(slice.readByte()).isEqualTo(bytes[16_500]);
        RandomAccessInput random = input.randomAccessSlice(60_000, 10_001);
        assertThat(random.readByte(10_000)).isEqualTo(bytes[70_000]);
        assertThat(random.readByte(1)).isEqualTo(bytes[60_001]);
      }
    }
  }

  @Test
  void anIndexIsFoundAgainAndNothingOfItIsSeen() throws IOException {
    fill();
    try (Directory directory = open();
        DirectoryReader reader = DirectoryReader.open(directory)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      var found = searcher.search(new TermQuery(new Term("comm", "plaintext-1234")), 2);
      assertThat(found.scoreDocs).hasSize(1);
      assertThat(searcher.storedFields().document(found.scoreDocs[0].doc).get("comm"))
          .isEqualTo("plaintext-1234");
    }
    for (Path file : files()) {
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      assertThat(text).doesNotContain("plaintext").doesNotContain("comm");
    }
  }

  /** The lock among them, which is not sealed. */
  @Test
  void everyFileHasALength() throws IOException {
    fill();
    try (Directory directory = open()) {
      assertThat(directory.listAll()).contains("write.lock");
      for (String name : directory.listAll()) {
        assertThat(directory.fileLength(name)).as(name).isGreaterThanOrEqualTo(0);
      }
    }
    try (SearchIndex index = SearchIndex.open(path, Optional.of(key))) {
      assertThat(index.status().snapshotIds()).isEmpty();
    }
  }

  @Test
  void whatWasAlteredIsNotRead() throws IOException {
    fill();
    for (Path file : files()) {
      byte[] whole = Files.readAllBytes(file);
      if (whole.length == 0) {
        continue;
      }
      for (int at : new int[] {0, 20, whole.length / 2, whole.length - 1}) {
        byte[] altered = whole.clone();
        altered[at] ^= 4;
        Files.write(file, altered);
        assertThatThrownBy(this::readAll).as("%s at %d", file, at).matches(this::isDamage);
      }
      Files.write(file, whole);
    }
    readAll();
  }

  @Test
  void anotherKeyFindsAnEmptyIndex() throws IOException {
    fill();
    try (SearchIndex index = SearchIndex.open(path, Optional.of(SealingKey.random()))) {
      assertThat(index.snapshotIds()).isEmpty();
    }
  }

  private boolean isDamage(Throwable failure) {
    return SearchIndex.isDamage((Exception) failure);
  }

  private void readAll() throws IOException {
    try (Directory directory = open();
        DirectoryReader reader = DirectoryReader.open(directory)) {
      for (int i = 0; i < reader.maxDoc(); i++) {
        reader.storedFields().document(i);
      }
      for (String name : directory.listAll()) {
        if (!name.equals("write.lock")) {
          try (IndexInput input = directory.openInput(name, IOContext.READONCE)) {
            byte[] bytes = new byte[(int) input.length()];
            input.readBytes(bytes, 0, bytes.length);
          }
        }
      }
    }
  }

  private void fill() throws IOException {
    try (Directory directory = open();
        IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      for (int i = 0; i < DOCUMENTS; i++) {
        Document document = new Document();
        document.add(new StringField("comm", "plaintext-" + i, Field.Store.YES));
        writer.addDocument(document);
        if (i % 1000 == 999) {
          writer.commit();
        }
      }
      writer.forceMerge(1);
      writer.commit();
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.toList();
    }
  }
}
