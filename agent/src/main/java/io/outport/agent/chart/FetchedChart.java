package io.outport.agent.chart;

import java.nio.file.Path;

/**
 * A chart that lies here.
 *
 * @param file the packed chart
 * @param image the image that its manifest names, {@code repository@digest} or {@code
 *     repository:tag} without the host; empty where it names none
 */
public record FetchedChart(Path file, String version, String image) {}
