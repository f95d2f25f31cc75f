package io.outport.pki;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.provider.MethodSource;

/** Certificate files from anywhere. */
final class PemFuzz {

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void readsTheSameWhenWrittenAgainOrSaysWhatIsWrong(byte[] input) {
    try {
      List<X509Certificate> read = Pem.certificates(Pem.text(input), "file");

      String written = read.stream().map(Pem::certificate).collect(Collectors.joining());
      assertThat(Pem.certificates(written)).isEqualTo(read);
      read.forEach(PemFuzz::canBeShown);
    } catch (CertificateProblem refused) {
      isOneLine(refused);
    }
  }

  /** Everything that is told about a certificate is told about any that was read. */
  private static void canBeShown(X509Certificate certificate) {
    List<String> texts =
        List.of(
            CertificateFacts.subject(certificate),
            CertificateFacts.issuer(certificate),
            CertificateFacts.fingerprint(certificate),
            CertificateFacts.minutes(CertificateFacts.end(certificate)));
    texts.forEach(text -> assertThat(text).doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]"));
    assertThat(CertificateFacts.names(certificate)).doesNotContainNull();
  }

  static void isOneLine(CertificateProblem problem) {
    assertThat(problem.getMessage()).isNotBlank().doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]");
  }
}
