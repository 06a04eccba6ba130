import { describe, expect, test } from "@jest/globals";
import type { Status } from "../../simulator/status/collect.ts";
import { renderPage } from "../../simulator/status/page.ts";
import { renderMessage } from "../../simulator/status/slack-markup.ts";

const REACH = { endpoint: "http://127.0.0.1:4566", account: "123456789012", region: "us-east-1" };

const EMPTY: Status = { now: Date.UTC(2030, 0, 1, 12), speed: 1, running: [], services: [], threads: [] };

const message = {
  channel: "#deploys",
  channelId: "C1",
  ts: "1893499200.000100",
  threadTs: null,
  text: "<script>alert(1)</script>",
  blocks: [],
  metadata: null,
  editedTs: null,
};

describe("the status page", () => {
  test("says how to reach the simulator, and that nothing is there yet", () => {
    const page = renderPage(EMPTY, REACH);
    expect(page).toContain("--endpoint-url http://127.0.0.1:4566");
    expect(page).toContain("2030-01-01 12:00:00");
    expect(page).toContain("There is no service yet.");
    expect(page).toContain("Nobody has been told anything yet.");
  });

  test("shows services with their deployments and events, and threads with their replies", () => {
    const page = renderPage(
      {
        ...EMPTY,
        speed: 60,
        running: ["deploy"],
        services: [
          {
            name: "shop/api",
            runningCount: 2,
            desiredCount: 3,
            pendingCount: 1,
            deployments: [
              { status: "PRIMARY", rolloutState: "IN_PROGRESS", taskDefinition: "api:2", counts: "0 of 3 running" },
              { status: "ACTIVE", rolloutState: "COMPLETED", taskDefinition: "api:1", counts: "2 of 3 running" },
            ],
            events: [{ at: EMPTY.now, message: "(service api) has started 1 tasks" }],
          },
        ],
        threads: [{ message, replies: [{ ...message, text: "1 of 3 done" }] }],
      },
      REACH,
    );
    for (const text of [
      "60 times as fast",
      "Running now: deploy.",
      "2 of 3 running, 1 starting",
      "IN_PROGRESS",
      "api:2",
      "12:00:00</time> (service api) has started 1 tasks",
      "#deploys",
      "1 of 3 done",
    ])
      expect(page).toContain(text);
  });

  test("shows no text as anything but text", () => {
    const page = renderPage({ ...EMPTY, threads: [{ message, replies: [] }] }, REACH);
    expect(page).not.toContain("<script");
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  });
});

describe("Slack's markup", () => {
  const samples: readonly [markup: string, shown: string][] = [
    ["*api* is `up`", "<b>api</b> is <code>up</code>"],
    ["_slowly_ but my_long_name", "<i>slowly</i> but my_long_name"],
    ["a &lt;b&gt; &amp; c", "a &lt;b&gt; &amp; c"],
    ["see <https://x.example/?a=1&amp;b=2|the log>", "see <u>the log</u>"],
    ["```let x = *1*;```", "<pre>let x = *1*;</pre>"],
    ["<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"],
    ["`<b>`", "<code>&lt;b&gt;</code>"],
  ];
  test.each(samples)("%s", (markup, shown) => {
    expect(renderMessage({ text: markup, blocks: [] }).text).toBe(`<p>${shown}</p>`);
  });

  test("blocks are shown in their order, buttons by their text", () => {
    const blocks = [
      { type: "header", text: { type: "plain_text", text: "api: *done*" } },
      { type: "section", text: { type: "mrkdwn", text: "*3* tasks" }, fields: [{ type: "mrkdwn", text: "was `1`" }] },
      { type: "divider" },
      { type: "context", elements: [{ type: "mrkdwn", text: "by ci" }] },
      { type: "actions", elements: [{ type: "button", text: { type: "plain_text", text: "Roll back" } }] },
    ];
    expect(renderMessage({ text: "ignored", blocks }).text).toBe(
      "<h4>api: *done*</h4><p><b>3</b> tasks </p><ul><li>was <code>1</code> </li></ul><hr>" +
        '<p class="quiet">by ci </p><p><span class="button">Roll back</span> </p>',
    );
  });
});
