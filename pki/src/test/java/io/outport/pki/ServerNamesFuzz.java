package io.outport.pki;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** Server names from anywhere, one a line. */
final class ServerNamesFuzz {
  private static final int LONGEST = 253;

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void areNormalOrRefusedInOneLineEach(byte[] input) {
    List<String> names = List.of(new String(input, UTF_8).split("\n", -1));

    try {
      ServerNames read = new ServerNames(names);

      assertThat(new ServerNames(read.names())).isEqualTo(read);
      assertThat(read.names()).hasSizeBetween(1, ServerNames.MAX_NAMES).doesNotHaveDuplicates();
      assertThat(read.addresses().size() + read.dnsNames().size()).isEqualTo(read.names().size());
      assertThat(read.names())
          .allMatch(name -> name.length() <= LONGEST)
          .allMatch(name -> NameMatch.covers(read.names(), name));
    } catch (CertificateProblem refused) {
      PemFuzz.isOneLine(refused);
    }
  }
}
