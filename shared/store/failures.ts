import type { Table } from "../aws/dynamodb.ts";
import type { Diagnosis, FailureDetails, Instant, ServiceName, Severity, TaskSize } from "../core/model.ts";
import { roomFor, shortId } from "./counting.ts";

/** Failures of a deployment that lasts are counted anew after so long without another one. */
const FAILURES_KEPT_SECONDS = 24 * 3600;

/** Which failures are counted together: those of one deployment that are alike by what their events alone tell. */
export interface AlikeFailures {
  readonly service: ServiceName;
  readonly deploymentId: string;
  readonly of: FailuresOf;
  readonly likeness: string;
}

/** Tasks, or what ECS said of the service. */
type FailuresOf = "tasks" | "events";

/** What was found out of the first of them, with calls that the others are spared. */
export interface Explanation {
  readonly diagnosis: Diagnosis;
  readonly details: FailureDetails;
  /** Where it needed more memory than it had, on Fargate: the next size with more of it. */
  readonly roomier?: TaskSize;
  /** The revision that failed. */
  readonly taskDefinition: string;
  /** How bad it was for the service then. */
  readonly severity: Severity;
}

/** How a count stands. */
export interface CountedFailures {
  readonly of: FailuresOf;
  /** Short ids. */
  readonly ids: ReadonlySet<string>;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  /** When the first of them was counted, which may be long after it happened. */
  readonly countedSince: Instant;
  /** None while nobody has found it out. */
  readonly explanation?: Explanation;
}

/** Tasks that failed alike, each counted once however often and by however many at once it is told. */
export interface Failures {
  /** Counts a task and returns how the count stands now; `isRepeat`: this one had been counted. */
  count(
    alike: AlikeFailures,
    failed: { readonly id: string; readonly at: Instant },
    now: Instant,
  ): Promise<CountedFailures & { readonly isRepeat: boolean }>;
  /**
   * Remembers what was found out, unless somebody was quicker. Returns what holds, and everything that was counted by then:
   * who counts later finds the explanation.
   */
  explain(
    alike: AlikeFailures,
    explanation: Explanation,
    now: Instant,
  ): Promise<{ readonly explanation: Explanation; readonly ids: ReadonlySet<string> }>;
  /** What has been counted of a deployment. */
  ofDeployment(service: ServiceName, deploymentId: string): Promise<readonly CountedFailures[]>;
  /** The service is well again: what fails next is another story, to be found out anew. */
  forget(service: ServiceName): Promise<void>;
}

export function createFailures(table: Table): Failures {
  return {
    async count(alike, { id, at }, now) {
      const ids = [shortId(id)];
      const firsts = { of: alike.of, firstAt: at, countedSince: now };
      const times = { values: { lastAt: at, expiresAt: expiryAt(now) }, firstValues: firsts };
      const before =
        (await table.add(keyOf(alike), { sets: { ids }, ...times }, roomFor("ids"))) ??
        (await table.add(keyOf(alike), times));
      const counted = countedIn({ ...firsts, ...before });
      return {
        ...counted,
        ids: new Set([...counted.ids, ...ids]),
        lastAt: at,
        isRepeat: counted.ids.has(shortId(id)),
      };
    },

    async explain(alike, explanation, now) {
      const before = await table.add(keyOf(alike), {
        values: { expiresAt: expiryAt(now) },
        firstValues: { explanation },
      });
      const { ids, explanation: earlier = explanation } = countedIn({ ...before });
      return { explanation: earlier, ids };
    },

    async ofDeployment(service, deploymentId) {
      const items = await table.partition(partitionOf(service));
      return items.filter(({ sk }) => sk.startsWith(`${deploymentId}#`)).map(countedIn);
    },

    async forget(service) {
      for (const item of await table.partition(partitionOf(service))) await table.remove(item);
    },
  };
}

const expiryAt = (now: Instant): number => Math.ceil(now / 1000) + FAILURES_KEPT_SECONDS;

const partitionOf = (service: ServiceName): string => `failures#${service}`;

const keyOf = ({ service, deploymentId, of, likeness }: AlikeFailures) => ({
  pk: partitionOf(service),
  sk: `${deploymentId}#${of}#${likeness}`,
});

function countedIn(attributes: Readonly<Record<string, unknown>>): CountedFailures {
  const {
    of = "tasks",
    ids = new Set(),
    firstAt = 0,
    lastAt = 0,
    countedSince = 0,
    explanation,
  } = attributes as Partial<CountedFailures>;
  return { of, ids, firstAt, lastAt, countedSince, ...(explanation ? { explanation } : {}) };
}
