package io.outport.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** W4: big layers, whole and in part. */
record Downloads() implements Workload {
  private static final int CONNECTIONS = 2;
  private static final String REPOSITORY = "app";
  private static final List<Long> MIBS = List.of(100L, 1024L);
  private static final int RANGE_BYTES = 16 << 20;
  private static final int PARTIAL = 206;
  private static final double COST_SLACK = 1.1;

  @Override
  public String id() {
    return "W4";
  }

  @Override
  public Section run(Stage stage, Effort effort) throws IOException {
    Content content = stage.content();
    List<Blob> layers = new ArrayList<>();
    for (long mib : MIBS) {
      layers.add(content.blob(mib * Unit.MIB));
    }
    Image image = content.image(content.config(1024), layers, "big");
    LoadComparison comparison =
        new LoadComparison(stage.http(), effort, Unit.BYTES, Downloads::reached);
    for (Transport transport : Transport.values()) {
      List<Contender> contenders = contenders(stage, transport);
      for (Contender contender : contenders) {
        contender.hold(REPOSITORY, "v1", image);
      }
      comparison.measure(contenders, cases(transport, layers, stage.wrk()));
    }
    return new Section(
        id(), "Blobs of 100 MiB and 1 GiB", notes(), comparison.table(), comparison.wrong());
  }

  private static List<Contender> contenders(Stage stage, Transport transport) throws IOException {
    List<Contender> all = new ArrayList<>();
    all.add(transport == Transport.TLS ? stage.outport() : stage.plainSite());
    all.add(stage.distribution(transport));
    all.add(stage.nginx(transport));
    return all;
  }

  private static List<Case> cases(Transport transport, List<Blob> layers, LoadClient client)
      throws IOException {
    List<Case> all = new ArrayList<>();
    for (Blob layer : layers) {
      String label = "%s %d MiB, ".formatted(transport.label(), layer.size() / Unit.MIB);
      Request whole = Request.blob(REPOSITORY, layer.digest());
      all.add(new Case(label + "whole", whole, 200, layer.digest(), CONNECTIONS, client));
      long from = layer.size() / 2;
      Request part =
          whole.withHeader("Range", "bytes=%d-%d".formatted(from, from + RANGE_BYTES - 1));
      all.add(
          new Case(
              label + "16 MiB range",
              part,
              PARTIAL,
              Content.digest(layer, from, RANGE_BYTES),
              CONNECTIONS,
              client));
    }
    return all;
  }

  private static String reached(Case unused, Standings standings) {
    Sample ours = standings.of(OutportHub.NAME);
    List<Sample> peers = List.of(standings.of(Distribution.NAME), standings.of(NginxStatic.NAME));
    double rate = peers.stream().mapToDouble(Sample::rate).max().orElseThrow();
    double cost = peers.stream().mapToDouble(Sample::cost).min().orElseThrow();
    return Figures.reached("≥ 1.0 × the better", ours.rate() >= rate)
        + " (%s); ".formatted(Figures.times(ours.rate(), rate))
        + Figures.reached("CPU ≤ 1.1 ×", ours.cost() <= COST_SLACK * cost)
        + " (%s)".formatted(Figures.times(ours.cost(), cost));
  }

  private static List<String> notes() {
    return List.of(
        "wrk on 2 connections. All servers were made to use TLS_AES_128_GCM_SHA256.",
        "A hub of ours speaks HTTPS only: the plain rows show a site of it.",
        "A client decrypts on one core; where *client's core* is near 100 %, compare the CPU"
            + " column.");
  }
}
