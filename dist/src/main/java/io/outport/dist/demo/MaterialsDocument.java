package io.outport.dist.demo;

import io.outport.oci.model.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** The bill of materials of the program: every jar it is made of (SPDX 2.3, JSON). */
final class MaterialsDocument {
  static final String MEDIA_TYPE = "application/spdx+json";

  private static final Pattern JAR = Pattern.compile("(.+?)-(\\d.*)\\.jar");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private MaterialsDocument() {}

  /** The document about the jars of a folder, for the image of this digest. */
  static byte[] write(Path jars, Digest image) throws IOException {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("spdxVersion", "SPDX-2.3");
    document.put("dataLicense", "CC0-1.0");
    document.put("SPDXID", "SPDXRef-DOCUMENT");
    document.put("name", "outport");
    document.put("documentNamespace", "urn:outport:image:" + image);
    document.put(
        "creationInfo",
        Map.of("created", "1970-01-01T00:00:00Z", "creators", List.of("Tool: outport")));
    List<Map<String, Object>> packages = new ArrayList<>();
    try (Stream<Path> files = Files.list(jars)) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).sorted().toList()) {
        packages.add(describe(jar, packages.size()));
      }
    }
    document.put("packages", packages);
    return JSON.writeValueAsBytes(document);
  }

  private static Map<String, Object> describe(Path jar, int number) throws IOException {
    String file = String.valueOf(jar.getFileName());
    Matcher parts = JAR.matcher(file);
    boolean versioned = parts.matches();
    Map<String, Object> material = new LinkedHashMap<>();
    material.put("SPDXID", "SPDXRef-" + number);
    material.put("name", versioned ? parts.group(1) : file);
    material.put("versionInfo", versioned ? parts.group(2) : "NOASSERTION");
    material.put("downloadLocation", "NOASSERTION");
    material.put("packageFileName", file);
    String hash = Digest.ofBytes(Files.readAllBytes(jar)).hex();
    material.put("checksums", List.of(Map.of("algorithm", "SHA256", "checksumValue", hash)));
    return material;
  }
}
