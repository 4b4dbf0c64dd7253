package org.kexshot.output;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kexshot.format.write.DumpSink;
import org.kexshot.format.write.DumpSinkContract;

/** A sink under test that writes into a file. */
record FileWritten(DumpSink sink, Path path, FileChannel channel)
    implements DumpSinkContract.Written {
  @Override
  public byte[] file() throws IOException {
    return Files.readAllBytes(path);
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void complete() throws IOException {
    if (sink instanceof HeadLastSink headLast) {
      headLast.writeHead();
    }
  }
}
