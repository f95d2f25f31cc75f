package io.outport.dist;

import io.outport.hubapi.model.Refusal;
import io.outport.registry.tls.ReloadableServerIdentity;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How often a server looks whether its certificate's files were replaced. */
final class CertificateIntervalOption {
  private static final BigDecimal LEAST = new BigDecimal("0.1");
  private static final BigDecimal MOST = BigDecimal.valueOf(3_600);
  private static final int MILLIS_DIGITS = 3;

  @Option(
      names = {"--certificate-interval"},
      paramLabel = "SECONDS",
      description =
          "How often to look whether the files of the certificate were replaced, 0.1 to 3600;"
              + " default 5. New ones are served after two looks at which they were the same.")
  private @Nullable BigDecimal seconds;

  Duration choice() {
    if (seconds == null) {
      return ReloadableServerIdentity.DEFAULT_INTERVAL;
    }
    if (seconds.compareTo(LEAST) < 0 || seconds.compareTo(MOST) > 0) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "--certificate-interval %s is not allowed: give seconds, %s to %s"
              .formatted(seconds.toPlainString(), LEAST, MOST));
    }
    return Duration.ofMillis(seconds.movePointRight(MILLIS_DIGITS).longValue());
  }
}
