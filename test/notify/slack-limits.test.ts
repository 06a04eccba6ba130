import { expect, test } from "@jest/globals";
import type { AnyNotice, Diagnosis, FailureDetails } from "../../shared/core/model.ts";
import type { SlackMessage } from "../../shared/notify/blocks.ts";
import { parseNotice } from "../../shared/notify/notice.ts";
import { renderNotice } from "../../shared/notify/render.ts";
import { renderThread } from "../../shared/notify/render-thread.ts";
import { createRandom, type Random } from "../../simulator/random.ts";
import { checkBlocks, countCharacters } from "../../simulator/slack/blocks.ts";
import { at, change, failedRollout } from "../support/core.ts";
import { affected, details, diagnosis, failure, incident, incidentNotice } from "../support/incidents.ts";

const SEEDS = 60;

/** What nobody may read, within what surrounds secrets in logs. */
const SECRETS = ["DB_PASSWORD=hunter2hunter2", "postgres://app:hunter2hunter2@db/shop", '{"apiKey":"hunter2hunter2"}'];

const PIECES = [
  "<!channel>",
  "<@U0123456789>",
  "```",
  "`",
  "&",
  "&amp;",
  "*bold*",
  "🌻",
  "\n",
  "x",
  "e\u0301",
  "\u0000",
];

const pick = <Item>(random: Random, items: readonly Item[]): Item => {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
};

/** A few words, or up to ten thousand characters of the same. */
const anyName = (random: Random): string =>
  random() < 0.1
    ? pick(random, PIECES).repeat(10_000).slice(0, 10_000)
    : Array.from({ length: Math.floor(random() * 12) }, () => pick(random, PIECES)).join(" ");

const anyText = (random: Random): string =>
  random() < 0.2 ? `told by ${pick(random, SECRETS)} in a log` : anyName(random);

const texts = (random: Random, countMax: number): readonly string[] =>
  Array.from({ length: Math.floor(random() * (countMax + 1)) }, () => anyText(random));

const anyDiagnosis = (random: Random): Diagnosis =>
  diagnosis({
    cause: anyText(random),
    remedy: anyText(random),
    kind: anyName(random),
    evidence: texts(random, 8).map((text) => ({ where: `containers[${anyName(random)}].reason`, text })),
  });

const anyDetails = (random: Random): FailureDetails =>
  details({
    taskId: anyName(random),
    logTail: Array.from({ length: Math.floor(random() * 8) }, () => ({
      container: anyName(random),
      lines: texts(random, 30),
    })),
    differences: texts(random, 30),
  });

const anyIncident = (random: Random): AnyNotice => {
  const services = Array.from({ length: 1 + Math.floor(random() * 60) }, () =>
    affected({
      service: `shop/${anyName(random)}`,
      taskDefinition: anyName(random),
      count: Math.floor(random() * 1e9),
    }),
  );
  return incidentNotice({
    incident: incident({
      services,
      diagnosis: anyDiagnosis(random),
      ...(random() < 0.3 ? { closedAt: at(60) } : {}),
    }),
    sentences: texts(random, 20),
    ...(random() < 0.7 ? { details: anyDetails(random) } : {}),
  });
};

const anyRollout = (random: Random): AnyNotice => ({
  kind: "rollout",
  version: 5,
  at: at(5),
  rollout: failedRollout({
    reason: anyText(random),
    images: [change({ tag: anyName(random), container: anyName(random) }), change({ tag: anyName(random) })],
    warnings: texts(random, 15),
    failures: [failure({ diagnosis: anyDiagnosis(random), details: anyDetails(random) })],
  }),
  sentences: texts(random, 20),
  details: anyDetails(random),
});

/** What Slack would refuse, or what people should not see. */
function wrongWith({ text, blocks }: SlackMessage): readonly string[] {
  const all = JSON.stringify([text, blocks]);
  return [
    ...checkBlocks(blocks),
    ...(text.length > 0 && text.length <= 3_000 ? [] : [`a text of ${text.length} characters`]),
    ...(countCharacters(blocks) <= 10_000 ? [] : [`${countCharacters(blocks)} characters`]),
    ...(/[<>]/.test(all) || /&(?!amp;|lt;|gt;)/.test(all) ? ["something that Slack acts on"] : []),
    ...(all.includes("hunter2hunter2") ? ["a secret"] : []),
    ...(all.isWellFormed() ? [] : ["half a character"]),
  ];
}

/** Whether each fence of a code block is closed, and none stands within. */
const hasWholeFences = ({ blocks }: SlackMessage): boolean =>
  blocks.every(
    (block) =>
      block.type !== "section" ||
      !/\n```\n/.test(block.text.text) ||
      /^\*[^\n]*\*\n```\n(?:(?!```)[^])*\n?```$/.test(block.text.text),
  );

test.each([
  ["an incident", anyIncident],
  ["a rollout that fails", anyRollout],
])("whatever is told of %s: Slack takes it, it mentions nobody, and shows no secret", (_, anyNotice) => {
  const wrong: string[] = [];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const notice = parseNotice(JSON.stringify(anyNotice(createRandom(seed))));
    if (notice?.kind !== "incident" && notice?.kind !== "rollout") throw new Error(`seed ${seed} made no notice`);
    const reply = renderThread(notice, true);
    const found = [renderNotice(notice), ...(reply ? [reply] : [])].flatMap(wrongWith);
    if (reply && !hasWholeFences(reply)) found.push("a fence that is not closed");
    if (found.length > 0) wrong.push(`seed ${seed}: ${found.join("; ")}`);
  }
  expect(wrong).toEqual([]);
});
