package io.outport.agent.helm;

import com.marcnuri.helm.jni.HelmLib;
import com.marcnuri.helm.jni.NativeLibrary;
import com.marcnuri.helm.jni.linux.amd64.LinuxAmd64NativeLibrary;
import com.sun.jna.Native;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Helm's native part where the installation has it: its own way is to write the hundred MiB of it
 * to the temporary folder at each start.
 */
public final class InstalledHelmLibrary implements NativeLibrary {
  /** System property with the library's path; where it is not set, the jar's copy is unpacked. */
  public static final String PROPERTY = "outport.helm.library";

  /** Found by Helm's Java part as a service. */
  public InstalledHelmLibrary() {}

  @Override
  public String getBinaryName() {
    return "helm-linux-amd64.so";
  }

  @Override
  public HelmLib load() {
    String file = System.getProperty(PROPERTY, "");
    if (file.isEmpty()) {
      return new LinuxAmd64NativeLibrary().load();
    }
    if (!Files.isReadable(Path.of(file))) {
      throw new IllegalStateException(
          "there is no %s: this installation lacks Helm, which is there for Linux on amd64 alone"
              .formatted(file));
    }
    return Native.load(file, HelmLib.class);
  }
}
