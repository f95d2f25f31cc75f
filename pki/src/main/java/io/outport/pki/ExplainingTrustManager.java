package io.outport.pki;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The JDK's trust manager, which also checks host names, with two things added: a refusal carries
 * the server's chain, and a certificate that is itself in the trust store must not be expired
 * either (the JDK accepts such a one unread).
 */
final class ExplainingTrustManager extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager jdk;

  ExplainingTrustManager(X509ExtendedTrustManager jdk) {
    this.jdk = jdk;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    explaining(chain, () -> jdk.checkServerTrusted(chain, authType, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    explaining(chain, () -> jdk.checkServerTrusted(chain, authType, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    explaining(chain, () -> jdk.checkServerTrusted(chain, authType));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    jdk.checkClientTrusted(chain, authType, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    jdk.checkClientTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    jdk.checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return jdk.getAcceptedIssuers();
  }

  private static void explaining(X509Certificate[] chain, Check check) throws CertificateException {
    try {
      check.run();
      chain[0].checkValidity();
    } catch (CertificateException e) {
      throw new ServerCertificateException(List.of(chain), e);
    }
  }

  /** One of the three ways in which the JDK asks. */
  @FunctionalInterface
  private interface Check {
    void run() throws CertificateException;
  }
}
