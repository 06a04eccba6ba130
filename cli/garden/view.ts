import { chunksOf } from "../../shared/aws/pages.ts";
import type { Hold, Instant, Rollout } from "../../shared/core/model.ts";
import { own } from "../../shared/core/own.ts";
import { decide } from "../../shared/core/rollout/decide.ts";
import { explain, type Explanation } from "../../shared/core/rollout/explain.ts";
import { isoTime, shortArn, shortDigest } from "../../shared/core/text.ts";
import type { Gardener } from "../../shared/runtime/gardener.ts";
import { type Read, readServices, type Target } from "../../shared/runtime/read.ts";
import { missingDigestsOf } from "./missing-digests.ts";

/** A service as it is now, and why. */
export interface View {
  readonly read: Read;
  readonly explanation: Explanation;
}

/** Services are read in pages of DescribeServices. */
const SERVICES_AT_ONCE = 10;

/** Looks at services as the functions do, and touches nothing. */
export async function viewServices(gardener: Gardener, targets: readonly Target[]): Promise<readonly View[]> {
  const views: View[] = [];
  for (const chunk of chunksOf(SERVICES_AT_ONCE, targets)) {
    const reads = await readServices(gardener, chunk, "tags");
    const missing = await missingDigestsOf(
      gardener,
      [...reads.values()].map(({ state }) => state),
    );
    for (const { service } of chunk) {
      const read = reads.get(service);
      if (!read) continue;
      // Looks need to know what a way back would miss; a person's rollback may go to the revision before, too.
      const tags = read.tags && { ...read.tags, missingDigests: [...read.tags.missingDigests, ...missing] };
      const input = { ...read, tags, now: gardener.environment.now() };
      views.push({ read, explanation: explain(input, decide(input)) });
    }
  }
  return views;
}

/** The same for scripts: times as ISO 8601, names as AWS has them. */
export function viewInJson({ read, explanation }: View) {
  const { state, service, taskDefinition, running, policy } = read;
  return {
    service: state.service,
    cause: explanation.cause,
    taskDefinition: service?.taskDefinition ?? null,
    images: imagesOf(read),
    running: taskDefinition ? running : {},
    desiredCount: service?.desiredCount ?? null,
    runningCount: service?.runningCount ?? null,
    mode: policy.mode,
    follow: policy.follow ?? null,
    rollout: state.rollout ? rolloutInJson(state.rollout) : null,
    hold: holdInJson(state.hold),
    drift: state.drift ? { ...state.drift, at: isoTime(state.drift.at) } : null,
    withheld: state.withheld
      ? {
          at: isoTime(state.withheld.at),
          restraint: state.withheld.restraint.kind,
          images: state.withheld.images,
        }
      : null,
    next: explanation.next,
  };
}

export const rolloutInJson = (rollout: Rollout) => ({
  id: rollout.id,
  status: rollout.status,
  reason: rollout.reason,
  images: rollout.images,
  taskDefinition: rollout.taskDefinition ?? null,
  askedBy: rollout.askedBy ?? null,
  askedBecause: rollout.askedBecause ?? null,
  plannedAt: isoTime(rollout.plannedAt),
  startedAt: optionalTime(rollout.startedAt),
  endedAt: optionalTime(rollout.endedAt),
  warnings: rollout.warnings,
  failures: (rollout.failures ?? []).map(({ diagnosis: { evidence, ...why }, count, firstAt, lastAt }) => ({
    ...why,
    count,
    firstAt: isoTime(firstAt),
    lastAt: isoTime(lastAt),
    evidence,
  })),
});

export const holdInJson = (hold: Hold | undefined) => (hold ? { ...hold, at: isoTime(hold.at) } : null);

const optionalTime = (at: Instant | undefined): string | null => (at === undefined ? null : isoTime(at));

/** `api:3 (web 4f5b2640fe6f)` */
export function runsInWords({ service, taskDefinition, running }: Read, containers: readonly string[]): string {
  if (!service?.taskDefinition) return "-";
  const digests = taskDefinition
    ? containers.flatMap((container) => {
        const digest = own(running, container);
        return digest === undefined ? [] : [`${container} ${shortDigest(digest)}`];
      })
    : [];
  return `${shortArn(service.taskDefinition)}${digests.length > 0 ? ` (${digests.join(", ")})` : ""}`;
}

const imagesOf = ({ taskDefinition }: Read): Readonly<Record<string, string>> =>
  Object.fromEntries((taskDefinition?.containers ?? []).map(({ name, image }) => [name, image]));
