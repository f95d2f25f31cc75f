package io.outport.agent.reconcile;

import io.outport.agent.chart.Charts;
import io.outport.agent.cluster.ClusterView;
import io.outport.agent.cluster.Holds;
import io.outport.agent.health.Workloads;
import io.outport.agent.release.Releases;
import java.time.InstantSource;

/** All that steps are taken with. */
public record Instruments(
    Releases releases,
    Workloads workloads,
    ClusterView cluster,
    Charts charts,
    CertManagerTypes certManagerTypes,
    MemoryStore memories,
    PullSecrets pullSecrets,
    NodeImages images,
    Holds holds,
    InstantSource clock) {}
