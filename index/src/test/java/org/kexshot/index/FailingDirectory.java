package org.kexshot.index;

import java.io.IOException;
import java.util.Collection;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;

/**
 * A directory in which nothing can be written any more after some calls, as if the process had
 * ended.
 */
final class FailingDirectory extends FilterDirectory {
  private int left;
  private int calls;

  /**
   * @param left calls that succeed
   */
  FailingDirectory(Directory directory, int left) {
    super(directory);
    this.left = left;
  }

  int calls() {
    return calls;
  }

  private void use() throws IOException {
    calls++;
    if (left-- <= 0) {
      throw new IOException("ended");
    }
  }

  @Override
  public IndexOutput createOutput(String name, IOContext context) throws IOException {
    use();
    return super.createOutput(name, context);
  }

  @Override
  public void sync(Collection<String> names) throws IOException {
    use();
    super.sync(names);
  }

  @Override
  public void syncMetaData() throws IOException {
    use();
    super.syncMetaData();
  }

  @Override
  public void rename(String source, String target) throws IOException {
    use();
    super.rename(source, target);
  }

  @Override
  public void deleteFile(String name) throws IOException {
    use();
    super.deleteFile(name);
  }
}
