package io.outport.hubapi.agent;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** The key pair that an agent makes for itself: elliptic curve P-256. Safe for many threads. */
public final class AgentKey {
  private static final String ALGORITHM = "EC";
  private static final String CURVE = "secp256r1";
  private static final int LINE = 64;

  private final PrivateKey privateKey;
  private final PublicKey publicKey;

  private AgentKey(PrivateKey privateKey, PublicKey publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  /** Makes a fresh one. */
  public static AgentKey generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
      generator.initialize(new ECGenParameterSpec(CURVE), random);
      KeyPair pair = generator.generateKeyPair();
      return new AgentKey(pair.getPrivate(), pair.getPublic());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("the Java platform lacks P-256", impossible);
    }
  }

  /**
   * Reads one that {@link #privatePem} and {@link #publicPem} wrote.
   *
   * @throws IllegalArgumentException where the texts are no such keys
   */
  public static AgentKey ofPem(String privatePem, String publicPem) {
    try {
      KeyFactory keys = KeyFactory.getInstance(ALGORITHM);
      return new AgentKey(
          keys.generatePrivate(new PKCS8EncodedKeySpec(decode(privatePem))),
          keys.generatePublic(new X509EncodedKeySpec(decode(publicPem))));
    } catch (GeneralSecurityException failure) {
      throw new IllegalArgumentException("the agent's key cannot be read", failure);
    }
  }

  /** The secret half, for keeping it. */
  public String privatePem() {
    return pem("PRIVATE KEY", privateKey.getEncoded());
  }

  /** The half that the hub is told. */
  public String publicPem() {
    return pem("PUBLIC KEY", publicKey.getEncoded());
  }

  /** The 64 bytes of an ES256 signature (RFC 7518, 3.4). */
  byte[] sign(byte[] text) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(privateKey);
      signature.update(text);
      return signature.sign();
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException("the agent's key cannot sign", failure);
    }
  }

  private static String pem(String label, byte[] encoded) {
    byte[] newline = "\n".getBytes(StandardCharsets.US_ASCII);
    String body = Base64.getMimeEncoder(LINE, newline).encodeToString(encoded);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, body, label);
  }

  private static byte[] decode(String pem) {
    String body = pem.lines().filter(line -> !line.startsWith("-----")).reduce("", String::concat);
    return Base64.getMimeDecoder().decode(body);
  }

  /** Without the key (law L10). */
  @Override
  public String toString() {
    return "AgentKey[redacted]";
  }
}
