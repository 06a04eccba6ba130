import { describe, expect, test } from "@jest/globals";
import type { ServiceNotice } from "../../shared/core/model.ts";
import { renderService } from "../../shared/notify/render.ts";
import { at } from "../support/core.ts";

const notice = (given: Partial<ServiceNotice> = {}): ServiceNotice => ({
  kind: "service",
  service: "shop/api",
  version: 5,
  at: at(5),
  topic: "hold",
  headline: "takes new images again: released by ben",
  ...given,
});

describe("a notice about a service", () => {
  test.each([
    ["drift", ":ear_of_rice:"],
    ["withheld", ":eyes:"],
    ["hold", ":raised_hand:"],
  ] as const)("of the topic %s begins with %s", (topic, symbol) => {
    const text = `${symbol} *shop/api* takes new images again: released by ben`;
    expect(renderService(notice({ topic }))).toEqual({
      text: "shop/api takes new images again: released by ben",
      blocks: [{ type: "section", text: { type: "mrkdwn", text } }],
    });
  });

  test.each([
    ["a headline", { headline: "<!channel> & <@U0123456789>" }],
    ["a service", { service: "<!channel> & <@U0123456789>" }],
  ])("never speaks to Slack: %s", (_, given) => {
    const rendered = JSON.stringify(renderService(notice(given)));
    expect(rendered.match(/&lt;!channel&gt; &amp; &lt;@U0123456789&gt;/g)).toHaveLength(2);
    expect(rendered).not.toMatch(/[<>]/);
  });

  test("keeps Slack's limit, head and tail", () => {
    const rendered = renderService(notice({ headline: `first ${"x".repeat(10_000)} last` }));
    const [block] = rendered.blocks;
    const texts = [rendered.text, block?.type === "section" ? block.text.text : ""];
    for (const text of texts) {
      expect(text.length).toBeGreaterThan(2990);
      expect(text.length).toBeLessThanOrEqual(3000);
      expect(text).toMatch(/shop\/api.* first x+ … x+ last$/);
    }
  });
});
