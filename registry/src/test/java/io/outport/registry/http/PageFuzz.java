package io.outport.registry.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** Cursors of lists from anywhere: a page of a bounded size, whose link leads behind it. */
final class PageFuzz {
  private static final int MAX_SIZE = 1_000;
  private static final int BAD_REQUEST = 400;

  /** The input is a request's target. */
  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void isBoundedAndLinksToWhatFollows(byte[] input) {
    Parameters parameters;
    Page page;
    try {
      parameters = Parameters.ofTarget(new String(input, UTF_8));
      page = Page.of(parameters, MAX_SIZE);
    } catch (RefusalException refused) {
      assertThat(refused.reply().status()).isEqualTo(BAD_REQUEST);
      return;
    } catch (OciException refused) {
      assertThat(refused.code()).isEqualTo(ErrorCode.SIZE_INVALID);
      return;
    }

    assertThat(page.size()).isBetween(0, MAX_SIZE);
    assertThat(page.asked()).isEqualTo(parameters.has("n"));
    assertThat(page.last()).isEqualTo(parameters.first("last").orElse(""));
    Page next = new Page(1, "", true);
    String link = link(next, page.last());
    assertThat(link).endsWith("&n=1>; rel=\"next\"");
    String target = link.substring(link.indexOf('<') + 1, link.indexOf('>'));
    assertThat(Page.of(Parameters.ofTarget(target), MAX_SIZE))
        .isEqualTo(new Page(1, page.last(), true));
  }

  /** The link behind a page that ends with this entry. */
  private static String link(Page page, String entry) {
    Reply reply = page.link(Reply.json(200, "{}"), "/v2/a/tags/list", List.of(entry, "more"));
    return reply.headers().stream()
        .filter(header -> header.name().equals("Link"))
        .map(Reply.Header::value)
        .findFirst()
        .orElseThrow();
  }
}
