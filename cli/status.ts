import { tagName } from "../shared/core/images/follow.ts";
import { restraintInWords } from "../shared/core/rollout/restraint.ts";
import { isoTime, listed, shortArn } from "../shared/core/text.ts";
import type { Gardener } from "../shared/runtime/gardener.ts";
import { findAnyService } from "./garden/find-service.ts";
import { holdInJson, runsInWords, type View, viewInJson, viewServices } from "./garden/view.ts";
import type { Session } from "./session.ts";
import { table } from "./terminal/text.ts";
import { type Result, verb } from "./verb.ts";

/** What the services of the garden run, and what keeps them from running something else. */
export const status = verb({
  name: "status",
  declare: (command) =>
    command
      .description("shows what services run: all of the garden, or one in detail")
      .argument("[service]", "cluster/service, as shop/api"),
  run: async (session, { args: [service] }) => {
    const gardener = await session.gardener();
    return service === undefined ? showAll(session, gardener) : showOne(gardener, service);
  },
});

async function showAll(session: Session, gardener: Gardener): Promise<Result> {
  const entries = [...(await gardener.imageIndex.all())].sort((a, b) => (a.service < b.service ? -1 : 1));
  const pause = await gardener.pause.read();
  const views = await viewServices(
    gardener,
    entries.map((entry) => ({ service: entry.service, entry })),
  );
  const rows = views.map((view) => [view.read.state.service, runs(view), tasks(view), lastRollout(view), state(view)]);
  return {
    text: [
      ...(pause ? [`Paused: ${restraintInWords({ kind: "paused", hold: pause })}.`, ""] : []),
      ...(rows.length > 0
        ? table(["SERVICE", "RUNS", "TASKS", "ROLLOUT", "STATE"], rows, session.columns)
        : [
            "The garden has no services yet: tag one with gardener:follow, or name it in the garden file. One that was tagged shows up within a minute.",
          ]),
    ],
    json: { paused: holdInJson(pause), services: views.map(viewInJson) },
  };
}

async function showOne(gardener: Gardener, name: string): Promise<Result> {
  const target = await findAnyService(gardener, name);
  const pause = await gardener.pause.read();
  const [view] = await viewServices(gardener, [target]);
  if (!view) throw new Error(`${name} was not read`);
  const { read, explanation } = view;
  const { knownGood, hold, followed, rollout } = read.state;
  const facts: readonly (readonly [string, string])[] = [
    ["runs", runs(view)],
    ["tasks", tasks(view)],
    ["state", state(view)],
    ["follows", listed(followed.map((image) => `${image.container}: ${tagName(image)}`)) || "-"],
    ["mode", read.policy.mode],
    ["rollout", rollout ? `${rollout.id}, ${lastRollout(view)}: ${rollout.reason}` : "-"],
    ["known good", knownGood ? shortArn(knownGood.taskDefinition) : "-"],
    ["held", hold ? restraintInWords({ kind: "held", hold }) : "no"],
    ["paused", pause ? restraintInWords({ kind: "paused", hold: pause }) : "no"],
  ];
  const width = Math.max(...facts.map(([label]) => label.length));
  return {
    text: [
      target.service,
      ...facts.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`),
      "",
      ...explanation.sentences,
      `Next: ${explanation.next}`,
    ],
    json: {
      ...viewInJson(view),
      sentences: explanation.sentences,
      followed,
      decided: Object.fromEntries(
        Object.entries(read.state.decided).map(([tag, { digest, at }]) => [tag, { digest, at: isoTime(at) }]),
      ),
      knownGood: knownGood ?? null,
      knownGoodBefore: read.state.knownGoodBefore ?? null,
      paused: holdInJson(pause),
    },
  };
}

const runs = ({ read }: View): string =>
  runsInWords(
    read,
    read.state.followed.map(({ container }) => container),
  );

const tasks = ({ read: { service } }: View): string =>
  service ? `${service.runningCount}/${service.desiredCount}` : "-";

const lastRollout = ({ read: { state: remembered } }: View): string => remembered.rollout?.status ?? "-";

/** The cause, and what else stands: a hold or a drift that is not the cause. */
function state({ read, explanation }: View): string {
  const { hold, drift } = read.state;
  const besides = [hold ? "held" : undefined, drift ? "drifted" : undefined];
  return [explanation.cause, ...besides.filter((word) => word !== undefined && word !== explanation.cause)].join(", ");
}
