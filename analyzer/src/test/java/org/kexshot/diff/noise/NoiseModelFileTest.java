package org.kexshot.diff.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kexshot.diff.object.ChangeType;

class NoiseModelFileTest {
  private static final String HEAD = "kexshot noise model 1\npairs\t3\n";

  @TempDir private Path directory;

  private NoiseModel read(String text) throws IOException {
    return NoiseModelFile.read(Files.writeString(directory.resolve("model"), text));
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    NoiseModel model =
        new NoiseModel(
            3,
            Map.of(
                new ChangeKey("log", ChangeType.CAME, "Freezing # processes", ""),
                new Expectation(3, new Extent(1, 0), 0.125, 0),
                new ChangeKey("irq", ChangeType.CHANGED, "*", "counts"),
                new Expectation(
                    2, new Extent(Long.MAX_VALUE, Double.POSITIVE_INFINITY), 0.5, 1e9)));
    StringWriter text = new StringWriter();
    NoiseModelFile.write(model, text);
    NoiseModel again = read(text.toString());
    assertThat(again.pairs()).isEqualTo(3);
    assertThat(again.expectations()).isEqualTo(model.expectations());
  }

  @Test
  void theShippedModelKnowsWhatAJumpSays() {
    ChangeKey frozen =
        new ChangeKey("log", ChangeType.CAME, "Freezing user space processes completed", "");
    assertThat(
            new Noise(NoiseModel.NONE, NoiseModelFile.shipped(), 10).surprise(frozen, Extent.ONE))
        .isLessThan(0.5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          slab,changed,3,1,2,0,0,used              | line 3 | 8 fields; 9 expected
          slab,vanished,3,1,2,0,0,used,dentry      | line 3 | came, went or changed expected
          slab,changed,x,1,2,0,0,used,dentry       | line 3 | "x" is no whole number
          slab,changed,3,1,-2,0,0,used,dentry      | line 3 | is no number from 0 on
          slab,changed,3,1,NaN,0,0,used,dentry     | line 3 | is no number from 0 on
          """)
  void aLineThatIsNoneIsNamed(String line, String where, String what) {
    assertThatThrownBy(() -> read(HEAD + line.replace(',', '\t') + "\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("model: " + where)
        .hasMessageContaining(what);
  }

  @Test
  void anotherFileIsNoModel() throws IOException {
    assertThatThrownBy(() -> read("<html>\n")).hasMessageContaining("line 1");
    assertThat(NoiseModelFile.isOne(directory.resolve("model"))).isFalse();
    assertThat(NoiseModelFile.isOne(directory.resolve("none"))).isFalse();
    assertThatThrownBy(() -> read("kexshot noise model 1\n")).hasMessageContaining("pairs");
  }
}
