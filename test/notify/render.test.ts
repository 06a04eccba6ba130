import { describe, expect, test } from "@jest/globals";
import type { Rollout } from "../../shared/core/model.ts";
import type { SlackMessage } from "../../shared/notify/blocks.ts";
import { renderRollout } from "../../shared/notify/render.ts";
import { renderThread } from "../../shared/notify/render-thread.ts";
import {
  at,
  bakingRollout,
  change,
  failedRollout,
  imageOf,
  knownGood,
  ONES,
  plannedRollout,
  plannedWayBack,
  revision,
  rollout,
  THREES,
  wayBack,
} from "../support/core.ts";

/** The texts of a message's blocks as people see them, one after the other. */
const shown = ({ blocks }: SlackMessage): readonly string[] =>
  blocks.flatMap((block) =>
    block.type === "section"
      ? [block.text.text, ...(block.fields ?? []).map(({ text }) => text)]
      : block.elements.map(({ text }) => text),
  );

const ended = { endedAt: at(754) };

describe("a rollout in one sentence", () => {
  const rows: readonly (readonly [name: string, told: Rollout, text: string])[] = [
    [
      "planned",
      plannedRollout(),
      "shop/api is rolling to team/web:latest (222222222222): web to team/web:latest (222222222222)",
    ],
    ["in progress", rollout(), "shop/api is rolling to team/web:latest (222222222222): ECS is replacing the tasks"],
    [
      "baking",
      bakingRollout(),
      "shop/api runs team/web:latest (222222222222) on every task; watching it before it counts as good",
    ],
    [
      "completed",
      bakingRollout({ status: "Completed", reason: "all tasks run the new image and stayed up", ...ended }),
      "shop/api completed its rollout: it runs team/web:latest (222222222222)",
    ],
    [
      "of two images",
      rollout({
        images: [change(), change({ container: "worker", repository: "team/worker", tag: "v2", digest: THREES })],
      }),
      "shop/api is rolling to team/web:latest (222222222222) and team/worker:v2 (333333333333): ECS is replacing the tasks",
    ],
    [
      "overtaken",
      rollout({ status: "Superseded", reason: "somebody else deployed api:8 (ecs-svc/9)", ...ended }),
      "shop/api left its rollout to team/web:latest (222222222222): somebody else deployed api:8 (ecs-svc/9)",
    ],
    [
      "refused, so it never began",
      plannedRollout({
        status: "Failed",
        reason: "team/web:latest is built for linux/arm64, and web runs on linux/amd64",
        endedAt: at(0),
      }),
      "shop/api was not rolled to team/web:latest (222222222222): team/web:latest is built for linux/arm64, and web runs on linux/amd64",
    ],
  ];

  test.each(rows)("%s", (_, told, text) => {
    expect(renderRollout(told).text).toBe(text);
  });
});

describe("a failed rollout says what is done about it", () => {
  const crash =
    "shop/api failed to roll to team/web:latest (222222222222): during the bake, a task stopped (web exited with code 1)";
  const breaker = "ECS deployment circuit breaker: tasks failed to start.";
  const byEcs = failedRollout({ reason: breaker, wayBack: wayBack({ by: "ecs", taskDefinition: revision(1) }) });
  const { wayBack: _wayBack, ...noWay } = failedRollout(ended);

  const rows: readonly (readonly [name: string, told: Rollout, text: string])[] = [
    [
      "nothing",
      {
        ...noWay,
        reason:
          "ECS has not replaced the tasks within 20 minutes: 2 of 3 run the new image. The service stays as it is: rollback is set to never",
      },
      "shop/api failed to roll to team/web:latest (222222222222): ECS has not replaced the tasks within 20 minutes: 2 of 3 run the new image. The service stays as it is: rollback is set to never",
    ],
    [
      "going back is decided",
      failedRollout({ wayBack: plannedWayBack() }),
      `${crash}. Going back to api:1 (111111111111)`,
    ],
    ["going back", failedRollout(), `${crash}. Going back to api:3 (111111111111, pinned copy of api:1)`],
    [
      "back on a copy",
      failedRollout({ wayBack: wayBack({ status: "Done" }), ...ended }),
      `${crash}. Rolled back: it runs api:3 (111111111111, pinned copy of api:1) again`,
    ],
    [
      "back on the known good revision itself",
      failedRollout({ wayBack: wayBack({ status: "Done", taskDefinition: revision(1) }), ...ended }),
      `${crash}. Rolled back: it runs api:1 (111111111111) again`,
    ],
    [
      "the way back failed",
      failedRollout({ wayBack: wayBack({ status: "Failed" }), ...ended }),
      `${crash}. It could not be taken back to api:3 (111111111111, pinned copy of api:1)`,
    ],
    [
      "ECS goes back, and its reason is a sentence with its own full stop",
      byEcs,
      "shop/api failed to roll to team/web:latest (222222222222): ECS deployment circuit breaker: tasks failed to start. ECS is going back to api:1 (111111111111)",
    ],
    [
      "ECS went back",
      {
        ...byEcs,
        ...ended,
        status: "RolledBack",
        wayBack: wayBack({ by: "ecs", status: "Done", taskDefinition: revision(1) }),
      },
      "shop/api rolled back: team/web:latest (222222222222) failed. ECS deployment circuit breaker: tasks failed to start. ECS went back to api:1 (111111111111)",
    ],
    [
      "ECS went back to what nobody had seen before",
      { ...noWay, status: "RolledBack", reason: "ECS gave the deployment up" },
      "shop/api rolled back: team/web:latest (222222222222) failed. ECS gave the deployment up. ECS went back to the revision before",
    ],
    [
      "back on a revision of two images",
      failedRollout({
        wayBack: wayBack({
          status: "Done",
          to: knownGood({ images: { web: imageOf("team/web", ONES), worker: imageOf("team/worker", THREES) } }),
        }),
      }),
      `${crash}. Rolled back: it runs api:3 (111111111111 and 333333333333, pinned copy of api:1) again`,
    ],
    [
      "back on a revision whose digests nobody knew",
      failedRollout({ wayBack: wayBack({ status: "Done", to: knownGood({ images: {} }) }) }),
      `${crash}. Rolled back: it runs api:3 (pinned copy of api:1) again`,
    ],
  ];

  test.each(rows)("%s", (_, told, text) => {
    expect(renderRollout(told).text).toBe(text);
  });
});

describe("a rollout in its blocks", () => {
  test("names status, image and revision", () => {
    expect(renderRollout(rollout())).toEqual({
      text: "shop/api is rolling to team/web:latest (222222222222): ECS is replacing the tasks",
      blocks: [
        {
          type: "section",
          text: {
            type: "mrkdwn",
            text: ":seedling: *shop/api* is rolling to team/web:latest (222222222222): ECS is replacing the tasks",
          },
          fields: [
            { type: "mrkdwn", text: "*Status*\nInProgress" },
            { type: "mrkdwn", text: "*Image*\nweb: team/web:latest 111111111111 → 222222222222" },
            { type: "mrkdwn", text: "*Revision*\napi:1 → api:2" },
          ],
        },
      ],
    });
  });

  test("tells how long it took once it has ended", () => {
    const done = bakingRollout({ status: "Completed", endedAt: at(720) });
    expect(shown(renderRollout(done))).toContain("*Took*\n12 minutes");
    expect(shown(renderRollout(bakingRollout())).join()).not.toContain("Took");
  });

  test("names no revision that is not there, and no image before that nobody knew", () => {
    const { previousDigest: _, ...unknown } = change();
    const message = shown(renderRollout(plannedRollout({ images: [unknown] })));
    expect(message).toContain("*Revision*\napi:1");
    expect(message).toContain("*Image*\nweb: team/web:latest 222222222222");
  });

  test("shows what people should know besides", () => {
    const warnings = ["the way back is gone: ECR no longer has 111111111111", "only 2 of 3 tasks run"];
    expect(renderRollout(rollout({ warnings })).blocks[1]).toEqual({
      type: "context",
      elements: [
        { type: "mrkdwn", text: ":warning: the way back is gone: ECR no longer has 111111111111" },
        { type: "mrkdwn", text: ":warning: only 2 of 3 tasks run" },
      ],
    });
  });

  test.each([
    ["Planned", ":seedling:"],
    ["InProgress", ":seedling:"],
    ["Baking", ":hourglass_flowing_sand:"],
    ["Completed", ":sunflower:"],
    ["Failed", ":wilted_flower:"],
    ["RolledBack", ":leftwards_arrow_with_hook:"],
    ["Superseded", ":fast_forward:"],
  ] as const)("%s is known from afar by %s", (status, symbol) => {
    const message = shown(renderRollout(rollout({ status })));
    expect(message[0]?.startsWith(`${symbol} *shop/api* `)).toBe(true);
    expect(message).toContain(`*Status*\n${status}`);
  });
});

describe("what happened since", () => {
  const notice = { kind: "rollout", rollout: rollout(), version: 5, at: at(5) } as const;

  test("is a list in the thread", () => {
    expect(
      renderThread({ ...notice, sentences: ["registered api:2", "ECS deploys api:2 as ecs-svc/2"] }, false),
    ).toEqual({
      text: "• registered api:2\n• ECS deploys api:2 as ecs-svc/2",
      blocks: [
        {
          type: "section",
          text: { type: "mrkdwn", text: "• registered api:2\n• ECS deploys api:2 as ecs-svc/2" },
        },
      ],
    });
  });

  test("is left out where nothing is to be told", () => {
    expect(renderThread({ ...notice, sentences: [] }, false)).toBeUndefined();
  });
});

/** Everything in a message that Slack reads for control characters. */
const everyText = (message: SlackMessage): string => [message.text, ...shown(message)].join("\n");

describe("nothing that came from outside speaks to Slack", () => {
  const escaped = "&lt;!channel&gt; &amp; &lt;@U0123456789&gt;";
  const outside = "<!channel> & <@U0123456789>";

  test.each([
    ["a reason", renderRollout(rollout({ reason: outside }))],
    ["a service", renderRollout(rollout({ service: outside }))],
    ["a tag", renderRollout(rollout({ images: [change({ tag: outside })] }))],
    ["a container", renderRollout(rollout({ images: [change({ container: outside })] }))],
    ["a family", renderRollout(rollout({ taskDefinition: outside }))],
    ["a warning", renderRollout(rollout({ warnings: [outside] }))],
    ["a failure", renderRollout(failedRollout({ reason: outside }))],
  ])("%s", (_, message) => {
    expect(everyText(message)).toContain(escaped);
    expect(everyText(message)).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
  });

  test("a sentence", () => {
    const message = renderThread(
      { kind: "rollout", rollout: rollout(), version: 5, at: at(5), sentences: [outside] },
      false,
    );
    expect(message).toEqual({
      text: `• ${escaped}`,
      blocks: [{ type: "section", text: { type: "mrkdwn", text: `• ${escaped}` } }],
    });
  });

  test("what is escaped is escaped once", () => {
    expect(renderRollout(rollout({ reason: "&amp;" })).text).toContain(": &amp;amp;");
  });
});

/** Every text of a message, and how long it may be: sections 3,000 characters, fields and warnings 2,000. */
function tooLong(message: SlackMessage): readonly string[] {
  const texts = message.blocks.flatMap((block) =>
    block.type === "section"
      ? [[block.text.text, 3000] as const, ...(block.fields ?? []).map(({ text }) => [text, 2000] as const)]
      : block.elements.map(({ text }) => [text, 2000] as const),
  );
  return [[message.text, 3000] as const, ...texts].filter(([text, max]) => text.length > max).map(([text]) => text);
}

describe("Slack's limits", () => {
  const LONG = 10_000;
  const long = (unit: string): string => unit.repeat(LONG / unit.length);

  const everythingLong = (unit: string) =>
    renderRollout(
      failedRollout({
        service: long(unit),
        reason: long(unit),
        images: [change({ container: long(unit), tag: long(unit) })],
        taskDefinition: long(unit),
        warnings: [long(unit)],
      }),
    );

  test.each(["x", "<", "&", "🌻", "a🌻"])("hold for texts of %j without end", (unit) => {
    const message = everythingLong(unit);
    expect(tooLong(message)).toEqual([]);
    expect(everyText(message)).toContain(" … ");
  });

  test.each(["🌻", "a🌻", "ab🌻"])("no character of %j is cut in two", (unit) => {
    expect(everyText(everythingLong(unit)).isWellFormed()).toBe(true);
  });

  test.each(["&", "<", "a>", "ab&", "abc<", "abcd>"])("no escape of %j is cut in two", (unit) => {
    const leftOver = everyText(everythingLong(unit)).replaceAll(/&(?:amp|lt|gt);/g, "");
    expect(leftOver).not.toMatch(/[&;]/);
  });

  test("keep the head and the tail, for what decides often stands last", () => {
    const { text } = renderRollout(rollout({ reason: `first ${long("x")} last` }));
    expect(text).toMatch(/^shop\/api is rolling to team\/web:latest \(222222222222\): first x+ … x+ last$/);
    expect(text.length).toBeGreaterThan(2990);
  });

  test.each([
    ["what just fits", 3000, 3000],
    ["what is one too long", 3001, 2999],
  ])("%s", (_, length, expected) => {
    // `• ` comes before each sentence.
    const sentences = ["x".repeat(length - 2)];
    expect(
      renderThread({ kind: "rollout", rollout: rollout(), version: 5, at: at(5), sentences }, false)?.text,
    ).toHaveLength(expected);
  });

  test("a context block takes ten elements: the tenth says how many more there are", () => {
    const warnings = Array.from({ length: 12 }, (_, index) => `warning ${index + 1}`);
    const shownWarnings = (count: number) =>
      shown(renderRollout(rollout({ warnings: warnings.slice(0, count) }))).slice(4);
    expect(shownWarnings(10)).toHaveLength(10);
    expect(shownWarnings(10).at(-1)).toBe(":warning: warning 10");
    expect(shownWarnings(12)).toHaveLength(10);
    expect(shownWarnings(12).slice(-2)).toEqual([":warning: warning 9", ":warning: and 3 more"]);
  });

  test("a message has ten thousand characters at most: the last warnings are left out first", () => {
    const why = `why ${"x".repeat(1_500)}`;
    const warnings = Array.from({ length: 10 }, (_, index) => `warning ${index} ${"x".repeat(1_500)}`);
    const message = renderRollout(failedRollout({ reason: why, warnings }));
    const texts = shown(message);
    const length = texts.reduce((sum, text) => sum + text.length, 0);
    expect(length).toBeLessThanOrEqual(10_000);
    expect(length).toBeGreaterThan(9_900);
    expect(texts.slice(0, 4)).toEqual(shown(renderRollout(failedRollout({ reason: why, warnings: [] }))));
    expect(texts.at(-1)).toContain("warning 5");
  });
});
