package io.outport.agent.chart;

import io.outport.agent.preflight.ImageFacts;
import io.outport.hubapi.agent.DesiredExtension;

/** The hub's charts and images. A chart that came once is there without the link too. */
public interface Charts {

  /**
   * A chart, verified by its digest.
   *
   * @throws ChartException when it is not here and cannot be fetched
   */
  FetchedChart fetch(DesiredExtension.Chart chart);

  /**
   * What the hub says of an image; its failure is told in the facts.
   *
   * @param image {@code repository@digest} or {@code repository:tag}, without the host
   */
  ImageFacts look(String image);

  /** The newest version of a repository of charts. */
  DesiredExtension.Chart newest(String repository);

  /** The hub's host as image references have it. */
  String loginServer();
}
