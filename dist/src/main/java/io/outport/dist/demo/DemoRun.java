package io.outport.dist.demo;

import io.outport.dist.image.BuiltImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** One run of the demo: its folder, its end, also by Ctrl-C, and what {@code --keep} leaves. */
public final class DemoRun {
  private final Function<List<String>, List<String>> commandLine;
  private final Function<Path, BuiltImage> imageBuilder;
  private final Path imageFolder;

  /**
   * A run that is still to come.
   *
   * @param commandLine makes of our own arguments a command line that starts this program again
   * @param imageFolder where the image is built, and found by the next run
   */
  public DemoRun(
      Function<List<String>, List<String>> commandLine,
      Function<Path, BuiltImage> imageBuilder,
      Path imageFolder) {
    this.commandLine = commandLine;
    this.imageBuilder = imageBuilder;
    this.imageFolder = imageFolder;
  }

  /** Runs the demo; answers whether all of it was proven. */
  public boolean run(PrintWriter out, boolean keep) throws IOException, InterruptedException {
    DemoPaper paper = new DemoPaper(out);
    Path folder = Files.createTempDirectory("outport-demo");
    Demo demo = new Demo(folder, paper, commandLine);
    Thread end = new Thread(() -> end(demo, folder), "demo-end");
    Runtime.getRuntime().addShutdownHook(end);
    try {
      Demo.Kept kept = demo.run(imageBuilder, imageFolder);
      boolean proven = paper.table();
      if (keep && proven) {
        long hub = demo.restartHub();
        tell(paper, demo, kept, folder, hub);
        demo.leaveRunning();
        Runtime.getRuntime().removeShutdownHook(end);
      }
      return proven;
    } catch (DemoFailure failure) {
      paper.table();
      paper.line("\n NO   " + failure.getMessage());
      return false;
    }
  }

  private static void tell(DemoPaper paper, Demo demo, Demo.Kept kept, Path folder, long hubPid) {
    String site = demo.siteUri().getAuthority();
    String image = site + "/" + DemoContent.REPOSITORY + ":" + DemoContent.FIRST;
    String reader = kept.reader().user() + ":" + kept.reader().password();
    Path certificates = kept.siteAuthority().getParent();
    paper.line(
        """

        Both keep running. Hub %1$s (admin, %2$s), site %3$s (%4$s).
        Its folder is %5$s. Try:

          curl --cacert %6$s -u %4$s https://%3$s/v2/_catalog

          skopeo inspect --cert-dir %7$s --creds %4$s docker://%8$s

          mkdir -p /etc/docker/certs.d/%3$s && cp %6$s /etc/docker/certs.d/%3$s/
          docker login -u %9$s -p %10$s %3$s && docker run --rm %8$s --version

          mkdir -p %5$s/hosts/%3$s && cp %6$s %5$s/hosts/%3$s/ca.crt
          printf 'server = "https://%3$s"\\n[host."https://%3$s"]\\n  ca = "%5$s/hosts/%3$s/ca.crt"\\n' > %5$s/hosts/%3$s/hosts.toml
          ctr images pull --hosts-dir %5$s/hosts --user %4$s %8$s

        Stop both and remove everything:

          kill %11$d %12$d; rm -rf %5$s
        """
            .formatted(
                demo.hubUri().getAuthority(),
                kept.hub().administrator().password(),
                site,
                reader,
                folder,
                kept.siteAuthority(),
                certificates,
                image,
                kept.reader().user(),
                kept.reader().password(),
                kept.sitePid(),
                hubPid));
  }

  private static void end(Demo demo, Path folder) {
    try {
      demo.close();
      deleteTree(folder);
    } catch (IOException e) {
      System.err.println("outport: the demo could not remove " + folder + ": " + e.getMessage());
    }
  }

  private static void deleteTree(Path root) throws IOException {
    List<Path> all;
    try (Stream<Path> paths = Files.walk(root)) {
      all = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }
}
