import type { CallTrouble } from "../../simulator/faults/configuration.ts";
import type { PlacedCall } from "../../simulator/faults/places.ts";
import type { GardenWorld } from "./garden.ts";
import { slackMessages } from "./steps.ts";

/** Something that is told in one message and its thread, however the calls of `notify` go. */
export interface NoticeStory {
  readonly given: () => Promise<GardenWorld>;
  readonly when: (garden: GardenWorld) => Promise<void>;
  /** What the message reads in the end. */
  readonly ends: RegExp;
}

const isSlack = ({ operation }: PlacedCall): boolean => operation.startsWith("slack:");

export const TROUBLES: readonly (readonly [
  what: string,
  trouble: CallTrouble,
  concerns: (call: PlacedCall) => boolean,
])[] = [
  // Before any other call it is what it is after the call before.
  ["notify is killed before it", { fault: "kill", when: "before" }, isSlack],
  ["notify is killed after it", { fault: "kill", when: "after" }, () => true],
  ["Slack takes it and answers 500", { fault: "errorAfter" }, isSlack],
  ["Slack takes it and answers nothing", { fault: "timeoutAfter" }, isSlack],
  ["Slack does not take it and answers 500", { fault: "errorBefore" }, isSlack],
  ["Slack has no time for it", { fault: "throttle" }, isSlack],
];

interface Untouched {
  readonly calls: readonly PlacedCall[];
  readonly threads: readonly string[];
}

const untouched = new Map<NoticeStory, Promise<Untouched>>();

async function play(story: NoticeStory): Promise<Untouched> {
  const garden = await story.given();
  await story.when(garden);
  const calls = garden.simulator.faults.calls.filter(({ principal }) => principal === "notify");
  return { calls, threads: threadTexts(garden) };
}

const threadTexts = ({ simulator }: GardenWorld): readonly string[] =>
  simulator.slack.messages.filter(({ threadTs }) => threadTs !== null).map(({ text }) => text);

/** Tells the story with that trouble at each of those calls of `notify`; answers where something was said twice, or not. */
export async function whereItWentWrong(
  story: NoticeStory,
  trouble: CallTrouble,
  concerns: (call: PlacedCall) => boolean,
): Promise<readonly string[]> {
  if (!untouched.has(story)) untouched.set(story, play(story));
  const { calls = [], threads: said = [] } = (await untouched.get(story)) ?? {};
  const places = calls.filter(concerns);
  if (places.length <= 3) throw new Error(`this trouble concerns ${places.length} calls: the story tells nothing`);
  const wrong: string[] = [];
  for (const place of places) {
    const garden = await story.given();
    const planned = garden.simulator.faults.at(place, trouble);
    await story.when(garden);
    const first = slackMessages(garden).map(({ text }) => text);
    const threads = threadTexts(garden);
    const isRight =
      planned.isReached &&
      first.length === 1 &&
      story.ends.test(first[0] ?? "") &&
      threads.length === said.length &&
      new Set(threads).size === said.length;
    if (!isRight) wrong.push(JSON.stringify({ place, reached: planned.isReached, first, threads }));
  }
  return wrong;
}
