import { BatchDeleteImageCommand, ECRClient } from "@aws-sdk/client-ecr";
import { inProcessClientOptions } from "../../simulator/wire/transport.ts";
import { type Aim, type Benchmark, type Measurement, readCounts, type Table, UsageError } from "../benchmark.ts";
import { CONTENDERS, type Contender, openShop, type Shop } from "./shop.ts";

/**
 * How long a bad image is in production: simulated seconds from its push, and from the first task that fails by it, until
 * the way back begins and until the service is whole again on the image before, beside ECS's circuit breaker alone.
 *
 * Goal: to show what it brings to know why a task failed instead of counting that it did.
 * Non-goal: the absolute times of Fargate, which the simulator has from documents and reports.
 */
export const rollback: Benchmark = {
  about: "seconds from a bad push to the way back, beside ECS's circuit breaker alone",
  options: { failures: "crash,pull-error,unhealthy", counts: "1,4,20" },
  measure: async ({ failures = "", counts = "" }) => measure(readFailures(failures), readCounts("counts", counts)),
};

const FAILURES = ["crash", "pull-error", "unhealthy"] as const;
type FailureName = (typeof FAILURES)[number];

/** ECS waits up to 27 minutes between starts that fail: whoever is not back after three such waits is not coming. */
const WATCHED_SECONDS_MAX = 5400;

/** After so long the push has become a deployment, and its first task has not pulled yet. */
const BEFORE_THE_PULL_SECONDS = 5;

interface Row {
  readonly failure: FailureName;
  readonly desiredCount: number;
  readonly contender: Contender;
  /** Since the push; null where it did not happen within the time that was watched. */
  readonly firstFailureSeconds: number | null;
  readonly wayBackSeconds: number | null;
  readonly wholeSeconds: number | null;
}

async function measure(failures: readonly FailureName[], counts: readonly number[]): Promise<Measurement> {
  const rows: Row[] = [];
  for (const failure of failures)
    for (const desiredCount of counts)
      for (const contender of CONTENDERS) rows.push(await measureOne(failure, desiredCount, contender));
  return { data: { rows }, tables: [table(rows)], aims: aims(rows) };
}

async function measureOne(failure: FailureName, desiredCount: number, contender: Contender): Promise<Row> {
  const shop = await openShop(contender, desiredCount);
  const { world } = shop.garden.simulator;
  const pushedAt = world.now;
  const digest = await shop.push(failure === "pull-error" ? "healthy" : failure);
  if (failure === "pull-error") await deleteBeforeThePull(shop, digest);
  const since = (at: number | undefined): number | null =>
    at === undefined ? null : Math.round((at - pushedAt) / 1000);

  let isBadDeployed = false;
  let wayBackAt: number | undefined;
  let wholeAt: number | undefined;
  while (wholeAt === undefined && world.now < pushedAt + WATCHED_SECONDS_MAX * 1000) {
    await shop.garden.advance(1);
    const service = await shop.service();
    const isGood = (await shop.imageOf(service)) === shop.goodImage;
    if (!isGood) isBadDeployed = true;
    else if (isBadDeployed) {
      wayBackAt ??= world.now;
      const [only, ...others] = service.deployments ?? [];
      const isWhole = only?.rolloutState === "COMPLETED" && only.runningCount === desiredCount;
      if (isWhole && others.length === 0) wholeAt = world.now;
    }
  }
  return {
    failure,
    desiredCount,
    contender,
    firstFailureSeconds: since(firstFailureAt(shop, digest)),
    wayBackSeconds: since(wayBackAt),
    wholeSeconds: since(wholeAt),
  };
}

async function deleteBeforeThePull({ garden }: Shop, digest: string): Promise<void> {
  await garden.advance(BEFORE_THE_PULL_SECONDS);
  const ecr = new ECRClient(inProcessClientOptions(garden.simulator));
  await ecr.send(new BatchDeleteImageCommand({ repositoryName: "team/web", imageIds: [{ imageDigest: digest }] }));
}

/** When the first task of the bad image was on its way to its end. */
function firstFailureAt({ events }: Shop, digest: string): number | undefined {
  for (const event of events) {
    if (event["detail-type"] !== "ECS Task State Change") continue;
    const { desiredStatus, containers = [] } = event.detail as TaskDetail;
    if (desiredStatus === "STOPPED" && containers.some(({ image }) => image?.endsWith(digest)))
      return Date.parse(event.time);
  }
  return undefined;
}

interface TaskDetail {
  readonly desiredStatus?: string;
  readonly containers?: readonly { readonly image?: string }[];
}

/** What an event, a function and a call to ECS may add to what the breaker takes, which counts inside of ECS. */
const REACTION_SECONDS = 15;

/** Knowing why is not slower than counting; times count from the first failing task, since tasks take their time to fail. */
function aims(rows: readonly Row[]): readonly Aim[] {
  return rows
    .filter(({ contender }) => contender !== ALONE)
    .map((row) => {
      const alone = rows.find(
        (other) =>
          other.failure === row.failure && other.desiredCount === row.desiredCount && other.contender === ALONE,
      );
      return {
        aim: `${row.failure}, ${row.desiredCount} wanted, ${row.contender}: seconds from the first failing task to the way back, at most the breaker's + ${REACTION_SECONDS}`,
        limit: (alone ? untilWayBack(alone) : WATCHED_SECONDS_MAX) + REACTION_SECONDS,
        measured: untilWayBack(row),
      };
    });
}

const ALONE: Contender = "ECS circuit breaker alone";

const untilWayBack = ({ wayBackSeconds, firstFailureSeconds }: Row): number =>
  wayBackSeconds === null ? WATCHED_SECONDS_MAX : wayBackSeconds - (firstFailureSeconds ?? 0);

function table(rows: readonly Row[]): Table {
  return {
    title: `Simulated seconds from the push; "-" is not within ${WATCHED_SECONDS_MAX}`,
    columns: [
      "failure",
      "wanted",
      "who takes it back",
      "first failing task",
      "way back begun",
      "since the first failure",
      "whole again",
      "since the first failure",
    ],
    rows: rows.map((row) => [
      row.failure,
      row.desiredCount,
      row.contender,
      row.firstFailureSeconds ?? "-",
      row.wayBackSeconds ?? "-",
      difference(row.wayBackSeconds, row.firstFailureSeconds),
      row.wholeSeconds ?? "-",
      difference(row.wholeSeconds, row.firstFailureSeconds),
    ]),
  };
}

const difference = (later: number | null, earlier: number | null): number | string =>
  later === null || earlier === null ? "-" : later - earlier;

function readFailures(text: string): readonly FailureName[] {
  return text.split(",").map((part) => {
    const found = FAILURES.find((name) => name === part);
    if (found) return found;
    throw new UsageError(`--failures ${part}: ${FAILURES.join(", ")} are known.`);
  });
}
