import { expect, test } from "@jest/globals";
import type { AnyNotice, Rollout, ServiceNotice, Severity } from "../../shared/core/model.ts";
import { isEnd, severityOf, topicOf, versionOf } from "../../shared/core/notice.ts";
import { at, bakingRollout, failedRollout, rollout, wayBack } from "../support/core.ts";
import { incident, incidentNotice } from "../support/incidents.ts";

const ofRollout = (told: Rollout): AnyNotice => ({
  kind: "rollout",
  rollout: told,
  version: 5,
  at: at(5),
  sentences: [],
});

const ofService = (topic: ServiceNotice["topic"]): AnyNotice => ({
  kind: "service",
  service: "shop/api",
  version: 6,
  at: at(5),
  topic,
  headline: "is held by ana",
});

const pause: AnyNotice = { kind: "garden", at: at(5), topic: "pause", headline: "The garden is paused" };

test.each<[name: string, notice: AnyNotice, severity: Severity, ends: boolean]>([
  ["a rollout on its way", ofRollout(rollout()), "info", false],
  ["a completed rollout", ofRollout(bakingRollout({ status: "Completed", endedAt: at(9) })), "info", true],
  ["a rollout that is going back", ofRollout(failedRollout()), "warning", false],
  ["a rollout that ECS took back", ofRollout(failedRollout({ status: "RolledBack", endedAt: at(9) })), "warning", true],
  [
    "a rollout that cannot be taken back",
    ofRollout(failedRollout({ wayBack: wayBack({ status: "Failed" }), endedAt: at(9) })),
    "critical",
    true,
  ],
  ["an incident", incidentNotice({ incident: incident({ severity: "critical" }) }), "critical", false],
  ["an incident that is over", incidentNotice({ incident: incident({ closedAt: at(9) }) }), "warning", true],
  ["a drift", ofService("drift"), "info", true],
  ["a move that is withheld", ofService("withheld"), "info", true],
  ["a hold", ofService("hold"), "info", true],
  ["a slip in a tag", ofService("problem"), "warning", true],
  ["a pause", pause, "info", true],
])("%s", (_, notice, severity, ends) => {
  expect({ severity: severityOf(notice), ends: isEnd(notice) }).toEqual({ severity, ends });
});

test.each([
  [ofRollout(rollout()), "shop/api/5", 5],
  [incidentNotice({ version: 3 }), `incident/image-not-found/shop/api/api:2/${at(0)}`, 3],
  [ofService("hold"), "shop/api/6/hold", 6],
  [pause, `garden/${at(5)}/pause`, 1],
])("what is told of one topic belongs together: %#", (notice, topic, version) => {
  expect([topicOf(notice), versionOf(notice)]).toEqual([topic, version]);
});
