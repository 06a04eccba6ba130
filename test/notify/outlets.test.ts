import { describe, expect, test } from "@jest/globals";
import type { RolloutNotice } from "../../shared/core/model.ts";
import { noticeJson } from "../../shared/notify/json.ts";
import { type Outlet, SinkBusy, SinkRefused } from "../../shared/notify/sink.ts";
import { createSlackWebhook } from "../../shared/notify/slack-webhook.ts";
import { createTeams } from "../../shared/notify/teams.ts";
import { at, failedRollout, plannedRollout, revision, rollout, wayBack } from "../support/core.ts";
import { failure, incident, incidentNotice } from "../support/incidents.ts";

const noticeOf = (given: Partial<RolloutNotice> = {}): RolloutNotice => ({
  kind: "rollout",
  rollout: rollout(),
  version: 5,
  at: at(5),
  sentences: ["registered api:2"],
  ...given,
});

const turn = (): Promise<void> => Promise.resolve();

/** An address that answers so, one answer after the other, and the bodies that it got. */
function addressThatAnswers(...answers: readonly Response[]) {
  const bodies: string[] = [];
  const left = [...answers];
  const network: typeof fetch = async (input, init) => {
    bodies.push(await new Request(input, init).text());
    return left.shift() ?? new Response("ok");
  };
  return { bodies, options: { name: "ops", fetch: network, url: "https://hooks.example/services/T0/B0/abc", turn } };
}

async function outcomeOf(outlet: Outlet): Promise<unknown> {
  try {
    return await outlet.send(noticeOf());
  } catch (error) {
    return error;
  }
}

describe("Slack's incoming webhook", () => {
  test("takes a message as the bot's first one is", async () => {
    const { bodies, options } = addressThatAnswers();
    await createSlackWebhook(options).send(noticeOf());
    const message = JSON.parse(bodies[0] ?? "") as { text: string; blocks: unknown[] };
    expect(message.text).toMatch(/^shop\/api is rolling to team\/web:latest/);
    expect(message.blocks).toHaveLength(1);
  });

  test.each([
    [404, "no_service", "the Slack webhook ops refused: no_service (the webhook was removed: make a new one"],
    [403, "invalid_token", "the Slack webhook ops refused: invalid_token (make a new webhook"],
    [400, "invalid_blocks", "the Slack webhook ops refused: invalid_blocks"],
    [404, "<html>not here</html>", "the Slack webhook ops refused: HTTP 404"],
  ])("that answers %i %s refuses for good", async (status, body, message) => {
    const outcome = await outcomeOf(createSlackWebhook(addressThatAnswers(new Response(body, { status })).options));
    expect(outcome).toBeInstanceOf(SinkRefused);
    expect(String(outcome)).toContain(message);
  });

  test.each([408, 425, 429, 500, 503])("that answers %i is busy", async (status) => {
    const { options } = addressThatAnswers(new Response("", { status, headers: { "retry-after": "7" } }));
    const outcome = await outcomeOf(createSlackWebhook(options));
    expect(outcome).toBeInstanceOf(SinkBusy);
    expect(outcome).toMatchObject({ retryAfterSeconds: 7, isAsked: true });
    expect(String(outcome)).not.toContain("hooks.example");
  });
});

interface Card {
  readonly attachments: readonly [{ readonly content: { readonly body: readonly { inlines: [{ text: string }] }[] } }];
}

const linesOf = (body = ""): readonly string[] =>
  (JSON.parse(body) as Card).attachments[0].content.body.map(({ inlines }) => inlines[0].text);

describe("a card in Teams", () => {
  test("says what a message in Slack says, line by line", async () => {
    const { bodies, options } = addressThatAnswers();
    await createTeams(options).send(noticeOf({ rollout: rollout({ warnings: ["only 2 of 3 tasks run"] }) }));
    expect(linesOf(bodies[0])).toEqual([
      "shop/api is rolling to team/web:latest (222222222222): ECS is replacing the tasks",
      "Status: InProgress",
      "Image: web: team/web:latest 111111111111 → 222222222222",
      "Revision: api:1 → api:2",
      "Warning: only 2 of 3 tasks run",
      "registered api:2",
    ]);
  });

  test("says of an incident what it is founded on, and of one that is over how long it took", async () => {
    const { bodies, options } = addressThatAnswers();
    await createTeams(options).send(incidentNotice());
    await createTeams(options).send(incidentNotice({ incident: incident({ closedAt: at(720) }), sentences: [] }));
    const facts = [
      "Failure: image-not-found (image)",
      "Caused by: the revision (sure)",
      "Since: 2026-11-22T12:00:00Z",
      "Services: shop/api (api:2, 4 times)",
    ];
    expect(bodies.map(linesOf)).toEqual([
      [
        "shop/api: tasks fail: The image of web does not exist",
        ...facts,
        "Severity: warning",
        "Do: Push it, or correct its tag. A retry will not help.",
        "stoppedReason: CannotPullContainerError: team/web:v7: not found",
        "the first task failed",
      ],
      [expect.stringMatching(/^shop\/api: over after 12 minutes: /), ...facts],
    ]);
  });

  test.each(["x", "é", "🌻", '"', "\\", "\u0000"])("of texts of %j without end has 20 KB at most", async (unit) => {
    const { bodies, options } = addressThatAnswers();
    const long = unit.repeat(10_000);
    const sentences = Array.from({ length: 200 }, () => long);
    await createTeams(options).send(noticeOf({ rollout: rollout({ reason: long, warnings: [long] }), sentences }));
    expect(Buffer.byteLength(bodies[0] ?? "")).toBeLessThanOrEqual(20 * 1024);
    expect(Buffer.byteLength(bodies[0] ?? "")).toBeGreaterThan(5 * 1024);
  });

  test("says how many lines it leaves out", async () => {
    const { bodies, options } = addressThatAnswers();
    const sentences = Array.from({ length: 100 }, (_, index) => `${index} ${"x".repeat(900)}`);
    await createTeams(options).send(noticeOf({ sentences }));
    const lines = linesOf(bodies[0]);
    expect(lines.at(-1)).toMatch(/^and \d+ more$/);
    expect(lines.length - 1 + Number(/\d+/.exec(lines.at(-1) ?? "")?.[0])).toBe(4 + 100);
  });

  test("that is too large all the same is sent again with its sentence alone, at once", async () => {
    const { bodies, options } = addressThatAnswers(new Response("", { status: 413 }));
    await createTeams(options).send(noticeOf({ rollout: rollout({ reason: "x".repeat(5_000) }) }));
    expect(bodies).toHaveLength(2);
    const [line = "", ...others] = linesOf(bodies[1]);
    expect(others).toEqual([]);
    expect(line.length).toBeLessThanOrEqual(1_000);
  });

  test("that a workflow does not take is refused, with what to do", async () => {
    const outcome = await outcomeOf(createTeams(addressThatAnswers(new Response("", { status: 404 })).options));
    expect(String(outcome)).toContain("the Teams workflow ops refused: HTTP 404 (it was removed, or the account that");
  });

  test("reads Markdown in no text of ours", async () => {
    const { bodies, options } = addressThatAnswers();
    await createTeams(options).send(noticeOf({ sentences: ["[a link](https://evil.example) <at>all</at>"] }));
    expect(bodies[0]).not.toMatch(/"type":"(?:TextBlock|FactSet)"/);
  });
});

describe("our JSON", () => {
  const origin = { account: "123456789012", region: "eu-central-1" };

  test("of a rollout that is going back", () => {
    expect(noticeJson(noticeOf({ rollout: failedRollout() }), origin)).toMatchObject({
      version: 1,
      ...origin,
      sequence: 5,
      event: {
        kind: "rollout",
        status: "Failed",
        isEnded: false,
        wayBack: { by: "gardener", status: "InProgress", taskDefinition: expect.stringContaining("api:1") },
      },
    });
  });

  test("names everything, null where there is nothing", () => {
    const { event } = noticeJson(noticeOf({ rollout: plannedRollout() }), origin);
    expect(Object.entries(event).filter(([, value]) => value === undefined)).toEqual([]);
    expect(event).toMatchObject({ wayBack: null, askedBy: null, startedAt: null, endedAt: null });
  });

  test("of an incident says why, how bad it is, and whom it hits", () => {
    expect(noticeJson(incidentNotice({ sentences: [] }), origin)).toEqual({
      version: 1,
      id: `incident/image-not-found/shop/api/api:2/${at(0)}#1`,
      topic: `incident/image-not-found/shop/api/api:2/${at(0)}`,
      sequence: 1,
      ...origin,
      at: "2026-11-22T12:00:00.000Z",
      text: "shop/api: tasks fail: The image of web does not exist",
      event: {
        kind: "incident",
        key: "image-not-found/shop/api/api:2",
        severity: "warning",
        diagnosis: {
          family: "image",
          kind: "image-not-found",
          causedBy: "revision",
          retryable: "no",
          confidence: "sure",
          cause: "The image of web does not exist.",
          remedy: "Push it, or correct its tag.",
          evidence: [{ where: "stoppedReason", text: "CannotPullContainerError: team/web:v7: not found" }],
          container: "web",
        },
        services: [
          {
            service: "shop/api",
            taskDefinition: revision(2),
            count: 4,
            firstAt: "2026-11-22T12:00:00.000Z",
            lastAt: "2026-11-22T12:03:00.000Z",
          },
        ],
        openedAt: "2026-11-22T12:00:00.000Z",
        closedAt: null,
        sentences: [],
      },
    });
  });

  test("of a rollout says what its tasks failed by", () => {
    const { event } = noticeJson(noticeOf({ rollout: rollout({ failures: [failure()] }) }), origin);
    expect(event).toMatchObject({ failures: [{ diagnosis: { kind: "image-not-found" }, count: 4 }] });
  });

  test("has an id for each state, and one topic for all of a rollout", () => {
    const states = [plannedRollout(), failedRollout({ wayBack: wayBack({ status: "Done" }) })];
    const sent = states.map((state, index) => noticeJson(noticeOf({ rollout: state, version: index }), origin));
    expect(new Set(sent.map(({ topic }) => topic)).size).toBe(1);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(2);
  });
});
