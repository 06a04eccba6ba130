import { describe, expect, test } from "@jest/globals";
import type { Incident, Retryable, RolloutNotice } from "../../shared/core/model.ts";
import type { SlackMessage } from "../../shared/notify/blocks.ts";
import { renderIncident, renderRollout } from "../../shared/notify/render.ts";
import { renderThread } from "../../shared/notify/render-thread.ts";
import { at, failedRollout, rollout } from "../support/core.ts";
import { affected, details, diagnosis, failure, incident, incidentNotice } from "../support/incidents.ts";

const fieldsIn = ({ blocks }: SlackMessage): readonly string[] =>
  blocks.flatMap((block) => (block.type === "section" ? (block.fields ?? []).map(({ text }) => text) : []));

const sectionsIn = (message: SlackMessage | undefined): readonly string[] =>
  (message?.blocks ?? []).flatMap((block) => (block.type === "section" ? [block.text.text] : []));

const services = (count: number) =>
  Array.from({ length: count }, (_, index) => affected({ service: `shop/s${index + 1}`, count: 1 }));

const closed = (given: Partial<Incident> = {}) => incident({ closedAt: at(720), ...given });

describe("an incident in one sentence", () => {
  test.each([
    ["of one service", incident(), "shop/api: tasks fail: The image of web does not exist"],
    ["of three", incident({ services: services(3) }), "3 services fail: The image of web does not exist"],
    [
      "that is over",
      closed(),
      "shop/api: over after 12 minutes: the service is healthy again. Its tasks failed: The image of web does not exist",
    ],
    [
      "of three services that is over",
      closed({ services: services(3) }),
      "3 services: over after 12 minutes: every service is healthy again. Their tasks failed: The image of web does not exist",
    ],
  ])("%s", (_, told, text) => {
    expect(renderIncident(told).text).toBe(text);
  });

  test.each([
    [10, "10 seconds"],
    [119, "119 seconds"],
    [757, "13 minutes"],
    [3 * 3600 + 100, "3 hours"],
  ])("over after %i seconds reads %s", (seconds, words) => {
    expect(renderIncident(closed({ closedAt: at(seconds) })).text).toContain(`over after ${words}:`);
  });
});

describe("an incident in its blocks", () => {
  test("says what it is, whom it hits, and what to do", () => {
    const message = renderIncident(incident());
    expect(fieldsIn(message)).toEqual([
      "*Failure*\nimage-not-found (image)",
      "*Caused by*\nthe revision (sure)",
      "*Since*\n2026-11-22T12:00:00Z",
      "*Services*\nshop/api (api:2, 4 times)",
    ]);
    expect(sectionsIn(message)).toEqual([
      ":warning: *shop/api*: tasks fail: The image of web does not exist",
      "*Do* Push it, or correct its tag. A retry will not help.",
    ]);
  });

  test.each<[Retryable, string]>([
    ["no", "A retry will not help."],
    ["yes", "It may heal by itself."],
    ["maybe", "A retry may help."],
  ])("that may be tried again: %s", (retryable, words) => {
    const message = renderIncident(incident({ diagnosis: diagnosis({ retryable }) }));
    expect(sectionsIn(message)[1]).toBe(`*Do* Push it, or correct its tag. ${words}`);
  });

  test("names ten services at most", () => {
    const [, , , named] = fieldsIn(renderIncident(incident({ services: services(60) })));
    expect(named).toMatch(/^\*Services\*\nshop\/s1 \(api:2, once\), .*shop\/s10 \(api:2, once\) and 50 more$/);
    expect(named).not.toContain("shop/s11");
  });

  test("that is over asks for nothing", () => {
    expect(sectionsIn(renderIncident(closed()))).toHaveLength(1);
  });

  test.each([
    [":rotating_light:", incident({ severity: "critical" })],
    [":warning:", incident()],
    [":information_source:", incident({ severity: "info" })],
    [":white_check_mark:", closed({ severity: "critical" })],
  ])("is known from afar by %s", (symbol, told) => {
    expect(sectionsIn(renderIncident(told))[0]?.startsWith(`${symbol} *shop/api*`)).toBe(true);
  });
});

const DIFFERENCES =
  "*How the task definition differs from the one before*\n```\ncontainers[web].image: team/web:v6 → team/web:v7\n```";

const FOUNDATIONS = [
  "*Evidence, from task 1d2c*\n```\nstoppedReason: CannotPullContainerError: team/web:v7: not found\n```",
  "*Log of web*\n```\nGET / 200\npanic: no tag\n```",
  DIFFERENCES,
];

describe("the thread of an incident", () => {
  test("begins with what the failure is founded on", () => {
    const reply = renderThread(incidentNotice({ details: details() }), true);
    expect(reply?.text).toBe("• the first task failed");
    expect(sectionsIn(reply)).toEqual(["• the first task failed", ...FOUNDATIONS]);
  });

  test("shows evidence to who joins late, and nothing twice", () => {
    const later = incidentNotice({ version: 3, sentences: ["shop/web fails as well"] });
    expect(sectionsIn(renderThread(later, true))).toEqual([
      "• shop/web fails as well",
      "*Evidence*\n```\nstoppedReason: CannotPullContainerError: team/web:v7: not found\n```",
    ]);
    expect(sectionsIn(renderThread(later, false))).toEqual(["• shop/web fails as well"]);
    expect(renderThread({ ...later, sentences: [] }, false)).toBeUndefined();
  });

  test("ends with one line", () => {
    const reply = renderThread(incidentNotice({ incident: closed(), version: 4, sentences: [] }), false);
    expect(sectionsIn(reply)).toEqual(["• over after 12 minutes: the service is healthy again"]);
  });

  test("keeps head and tail of a long text, the last lines of a log and the first differences", () => {
    const lines = Array.from({ length: 50 }, (_, index) => `line ${index + 1}`);
    const reply = renderThread(
      incidentNotice({
        incident: incident({
          diagnosis: diagnosis({ evidence: [{ where: "stoppedReason", text: `head ${"x".repeat(5_000)} tail` }] }),
        }),
        details: details({ logTail: [{ lines }], differences: lines }),
      }),
      true,
    );
    const [, evidence, log, differences] = sectionsIn(reply);
    expect(evidence).toMatch(/stoppedReason: head x+ … x+ tail\n/);
    expect(log).toMatch(/^\*Log\*\n```\n… 30 earlier lines\nline 31\n[^]*line 50\n```$/);
    expect(differences).toMatch(/```\nline 1\n[^]*line 20\n… 30 more lines\n```$/);
  });
});

describe("a rollout whose tasks fail", () => {
  const environment = failure({
    diagnosis: diagnosis({ causedBy: "environment", cause: "The registry is down.", evidence: [] }),
    details: details({ taskId: "9f8e" }),
  });
  const failing = failedRollout({ failures: [environment, failure()] });

  test("says why, by what its revision is to blame for", () => {
    expect(fieldsIn(renderRollout(failing)).slice(-3)).toEqual([
      "*Cause*\nThe image of web does not exist.",
      "*Do*\nPush it, or correct its tag. A retry will not help.",
      "*Failed tasks*\n4",
    ]);
    expect(fieldsIn(renderRollout(rollout({ failures: [environment] })))).toContain("*Cause*\nThe registry is down.");
    expect(fieldsIn(renderRollout(rollout({ failures: [] }))).join()).not.toContain("Cause");
  });

  const notice = (given: Partial<RolloutNotice> = {}): RolloutNotice => ({
    kind: "rollout",
    rollout: failing,
    version: 5,
    at: at(5),
    sentences: ["a task failed"],
    ...given,
  });

  test("shows in its thread what it is founded on, as an incident does, with the evidence of that task", () => {
    expect(sectionsIn(renderThread(notice({ details: details() }), true))).toEqual(["• a task failed", ...FOUNDATIONS]);
    expect(sectionsIn(renderThread(notice({ details: details({ taskId: "9f8e", logTail: [] }) }), true))).toEqual([
      "• a task failed",
      DIFFERENCES,
    ]);
    expect(sectionsIn(renderThread(notice(), false))).toEqual(["• a task failed"]);
    expect(sectionsIn(renderThread(notice(), true))).toEqual(["• a task failed", ...FOUNDATIONS]);
  });

  test("shows it without a sentence, too", () => {
    const reply = renderThread(notice({ sentences: [], details: details() }), false);
    expect(reply?.text).toBe("What the failure is founded on");
    expect(sectionsIn(reply)).toEqual(FOUNDATIONS);
  });
});
