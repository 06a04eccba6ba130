import { describe, expect, test } from "@jest/globals";
import { parseNotice } from "../../shared/notify/notice.ts";
import { at, change, failedRollout, rollout } from "../support/core.ts";
import { details, diagnosis, failure, incident, incidentNotice } from "../support/incidents.ts";

const notice = { kind: "rollout", rollout: rollout(), version: 5, at: at(5), sentences: ["registered api:2"] };

const said = {
  kind: "service",
  service: "shop/api",
  version: 5,
  at: at(5),
  topic: "drift",
  headline: "was deployed by somebody else",
};

describe("a notice", () => {
  test.each([
    ["of a rollout under way", notice],
    ["of one that failed", { ...notice, rollout: failedRollout() }],
    ["of one whose tasks fail", { ...notice, rollout: rollout({ failures: [failure()] }), details: details() }],
    ["of an incident", incidentNotice({ details: details() })],
    ["of an incident that is over", incidentNotice({ incident: incident({ closedAt: at(60) }) })],
    ["without sentences", { ...notice, sentences: [] }],
    ["with members of tomorrow", { ...notice, urgency: "low" }],
    ["of a drift", said],
    ["of a move that was withheld", { ...said, topic: "withheld" }],
    ["of a hold", { ...said, topic: "hold" }],
    ["of a service, with members of tomorrow", { ...said, urgency: "low" }],
  ])("%s goes through the queue as it is", (_, sent) => {
    expect(parseNotice(JSON.stringify(sent))).toEqual(sent);
  });
});

test("a notice keeps no secret that a reason, a warning, a sentence or a person quotes", () => {
  const text = "cannot reach postgres://app:hunter2@db/shop";
  const about = rollout({ reason: text, warnings: [text], askedBecause: text });
  const read = [
    parseNotice(JSON.stringify({ ...notice, rollout: about, sentences: [text] })),
    parseNotice(JSON.stringify({ ...said, headline: text })),
    parseNotice(JSON.stringify({ kind: "garden", at: at(5), topic: "pause", headline: text })),
  ];
  expect(JSON.stringify(read).match(/cannot reach postgres:\/\/app:\[redacted\]@db\/shop/g)).toHaveLength(6);
  expect(JSON.stringify(read)).not.toContain("hunter2");
});

test("a notice keeps no secret of a failure, wherever it is quoted", () => {
  const text = "cannot reach postgres://app:hunter2@db/shop";
  const about = diagnosis({ cause: text, remedy: text, evidence: [{ where: "logTail[web]", text }] });
  const shown = details({ logTail: [{ lines: [text] }], differences: [text] });
  const read = [
    parseNotice(JSON.stringify(incidentNotice({ incident: incident({ diagnosis: about }), details: shown }))),
    parseNotice(
      JSON.stringify({
        ...notice,
        rollout: rollout({ failures: [failure({ diagnosis: about, details: shown })] }),
        details: shown,
      }),
    ),
  ];
  expect(JSON.stringify(read).match(/postgres:\/\/app:\[redacted\]@db/g)).toHaveLength(5 + 7);
  expect(JSON.stringify(read)).not.toContain("hunter2");
});

describe("what is no notice", () => {
  test.each(["", "hello", "{", "null", "42", '"text"', "[]", "{}", "undefined"])("%j", (body) => {
    expect(parseNotice(body)).toBeUndefined();
  });

  const { version: _version, ...withoutVersion } = notice;
  const { rollout: _rollout, ...withoutRollout } = notice;

  test.each([
    ["no version", withoutVersion],
    ["a version that is a text", { ...notice, version: "5" }],
    ["a time that is a text", { ...notice, at: "2026-11-22T12:00:05Z" }],
    ["no rollout", withoutRollout],
    ["a rollout that is null", { ...notice, rollout: null }],
    ["a rollout without id", { ...notice, rollout: { ...rollout(), id: undefined } }],
    ["a rollout without images", { ...notice, rollout: { ...rollout(), images: undefined } }],
    ["images that are no list", { ...notice, rollout: { ...rollout(), images: "web" } }],
    ["a rollout without status", { ...notice, rollout: { ...rollout(), status: undefined } }],
    ["a rollout of no service", { ...notice, rollout: { ...rollout(), service: null } }],
    ["a rollout without a reason", { ...notice, rollout: { ...rollout(), reason: undefined } }],
    ["a rollout that began nowhere", { ...notice, rollout: { ...rollout(), fromTaskDefinition: undefined } }],
    ["a rollout without warnings", { ...notice, rollout: { ...rollout(), warnings: undefined } }],
    ["a warning that is no text", { ...notice, rollout: { ...rollout(), warnings: [7] } }],
    ["an image that is null", { ...notice, rollout: { ...rollout(), images: [null] } }],
    [
      "an image without a digest",
      { ...notice, rollout: { ...rollout(), images: [{ ...change(), digest: undefined }] } },
    ],
    ["a sentence that is no text", { ...notice, sentences: [7] }],
    ["sentences that are one text", { ...notice, sentences: "registered api:2" }],
    ["no kind", { ...notice, kind: undefined }],
    ["a kind of tomorrow", { ...notice, kind: "forecast" }],
    ["a rollout's in an incident's clothes", { ...notice, kind: "incident" }],
    ["a failure without a diagnosis", { ...notice, rollout: { ...rollout(), failures: [{ count: 1 }] } }],
    ["details that are none", { ...notice, details: { logTail: "all" } }],
    ["an incident of tomorrow's severity", incidentNotice({ incident: { ...incident(), severity: "mild" as never } })],
    ["an incident without services", incidentNotice({ incident: { ...incident(), services: undefined as never } })],
    ["an incident that nobody may retry", { ...incidentNotice(), incident: { ...incident(), diagnosis: {} } }],
    ["a rollout's in a service's clothes", { ...notice, kind: "service" }],
    ["a service's in a rollout's clothes", { ...said, kind: "rollout" }],
    ["a topic of tomorrow", { ...said, topic: "weather" }],
    ["a service without a name", { ...said, service: undefined }],
    ["a service's without a version", { ...said, version: undefined }],
    ["a service's whose time is a text", { ...said, at: "2026-11-22T12:00:05Z" }],
    ["a service's without a headline", { ...said, headline: undefined }],
    ["an event of ECR's", { source: "aws.ecr", "detail-type": "ECR Image Action", detail: {} }],
  ])("%s", (_, body) => {
    expect(parseNotice(JSON.stringify(body))).toBeUndefined();
  });
});
