package io.outport.agent.health;

import io.outport.agent.problem.Problem;
import java.util.List;
import java.util.Set;

/** How a release is. */
public sealed interface Health {

  /** All of it runs. */
  record Ready() implements Health {}

  /**
   * It is on its way; nothing is known to be wrong.
   *
   * @param pulling an image has been coming for minutes, and comes still: on a thin link that takes
   *     its time
   */
  record Starting(String words, boolean pulling) implements Health {
    /** What no image is waited for. */
    public Starting(String words) {
      this(words, false);
    }
  }

  /** It does not get there by itself, or not soon. */
  record Broken(List<Problem> problems) implements Health {
    /** Of a pod whose volume, or a secret of which, is not there. */
    static final String NOT_MOUNTED = "VolumeNotMounted";

    /** Of a node that trusts the site once others have done their part. */
    static final String NODE_WAITS = "NodeWaiting";

    /** Of an image whose registry does not answer. */
    static final String UNREACHABLE = "ImageUnreachable";

    /** Of pods that the API server does not let in. */
    static final String REFUSED = "PodsRefused";

    private static final Set<String> PASSING =
        Set.of(NOT_MOUNTED, NODE_WAITS, UNREACHABLE, REFUSED);

    /** Copies the list. */
    public Broken {
      problems = List.copyOf(problems);
    }

    /**
     * Whether all that is wrong waits for others, who may take minutes: cert-manager signs when it
     * can, kubelet looks for a secret that was missing less and less often, a node waits for its
     * runtime and for the site, and links are cut and mended.
     */
    public boolean mayPass() {
      return problems.stream().allMatch(each -> PASSING.contains(each.code()));
    }
  }
}
