package io.outport.pki;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The parent's authority as a connection string carries it. */
final class CompactTextFuzz {

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void readsTheSameWhenWrittenAgainOrSaysWhatIsWrong(byte[] input) {
    try {
      TrustBundle read = TrustBundle.ofCompactText(Pem.text(input));

      assertThat(read.isSystem()).isFalse();
      assertThat(read.certificates())
          .hasSizeBetween(1, TrustBundle.MAX_COMPACT_CERTIFICATES)
          .isEqualTo(TrustBundle.ofCompactText(read.toCompactText()).certificates())
          .isEqualTo(TrustBundle.ofPem(read.toPem()).certificates());
      assertThat(read.trustManager().getAcceptedIssuers()).isNotEmpty();
    } catch (CertificateProblem refused) {
      PemFuzz.isOneLine(refused);
    }
  }
}
