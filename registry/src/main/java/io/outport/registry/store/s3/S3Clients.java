package io.outport.registry.store.s3;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The SDK's objects for some settings. */
final class S3Clients {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** How long the server may be silent: it may have to copy a whole part before it answers. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private S3Clients() {}

  /** A client; what it sends carries a checksum of our own making that every server understands. */
  static S3ClientBuilder client(S3Settings settings, AwsCredentialsProvider credentials) {
    S3ClientBuilder builder =
        S3Client.builder()
            .credentialsProvider(credentials)
            .region(region(settings))
            .serviceConfiguration(configuration(settings))
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .httpClient(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT)
                    .socketTimeout(SILENCE)
                    .build());
    settings.endpoint().ifPresent(builder::endpointOverride);
    return builder;
  }

  /** Signs addresses; asks nobody. */
  static S3Presigner presigner(S3Settings settings, AwsCredentialsProvider credentials) {
    S3Presigner.Builder builder =
        S3Presigner.builder()
            .credentialsProvider(credentials)
            .region(region(settings))
            .serviceConfiguration(configuration(settings));
    settings.endpoint().ifPresent(builder::endpointOverride);
    return builder.build();
  }

  private static S3Configuration configuration(S3Settings settings) {
    return S3Configuration.builder().pathStyleAccessEnabled(settings.pathStyle()).build();
  }

  private static Region region(S3Settings settings) {
    return settings.region().map(Region::of).orElseGet(() -> fromEnvironment(settings));
  }

  /**
   * Servers other than Amazon's hardly ever look at it, but a signature needs one. They are seldom
   * on Amazon's machines, so those are not asked where they are, which takes seconds elsewhere.
   */
  private static Region fromEnvironment(S3Settings settings) {
    if (settings.endpoint().isEmpty()) {
      return DefaultAwsRegionProviderChain.builder().build().getRegion();
    }
    try {
      return new AwsRegionProviderChain(
              new SystemSettingsRegionProvider(), new AwsProfileRegionProvider())
          .getRegion();
    } catch (SdkClientException none) {
      return Region.of(S3Settings.DEFAULT_REGION);
    }
  }
}
