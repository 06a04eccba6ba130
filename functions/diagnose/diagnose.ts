import { parse as parseDeployment } from "../../events/ecs-deployment-state-change/parse.ts";
import { parse as parseServiceAction } from "../../events/ecs-service-action/parse.ts";
import { parse as parseTask } from "../../events/ecs-task-state-change/parse.ts";
import type { EventKinds } from "../../events/read.ts";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { createLogs } from "../../shared/aws/logs.ts";
import { diagnose } from "../../shared/core/failure/diagnose.ts";
import {
  explainsRollout,
  hasNeverRun,
  isBeforeFirstImage,
  isLeft,
  isOfRollout,
  likenessOf,
  revisionEvidence,
} from "../../shared/core/failure/likeness.ts";
import type {
  DeploymentChanged,
  FailureEvidence,
  Instant,
  ServiceImpaired,
  ServiceState,
  TaskStopped,
} from "../../shared/core/model.ts";
import { isWorthNoting, LIKE_FAILURES_MAX } from "../../shared/core/rollout/failing.ts";
import type { Environment } from "../../shared/runtime/environment.ts";
import { createGardener, type Gardener } from "../../shared/runtime/gardener.ts";
import { countInIncident } from "../../shared/runtime/incidents.ts";
import { lookAtFailure } from "../../shared/runtime/look.ts";
import { onEvent } from "../../shared/runtime/on-event.ts";
import { type LambdaHandler, lambda } from "../../shared/runtime/shell.ts";
import { shortId } from "../../shared/store/counting.ts";
import type { CountedFailures, Explanation } from "../../shared/store/failures.ts";
import { explain } from "./explain.ts";
import type { Failing, Sources } from "./inquiry.ts";
import { loadFailing } from "./load.ts";

const KINDS: EventKinds<DeploymentChanged | ServiceImpaired | TaskStopped> = {
  "ECS Deployment State Change": parseDeployment,
  "ECS Service Action": parseServiceAction,
  "ECS Task State Change": parseTask,
};

/** Three tries of Lambda's, and what they wait: whoever was to find out why, and has not by then, will not. */
const EXPLAINED_WITHIN_SECONDS = 300;

/**
 * Tasks failed, or ECS says that a service is in trouble: each is counted, the first few of those that are alike are looked
 * into, and people are told by the message of the rollout that they belong to, or by an incident.
 */
export function createDiagnose(environment: Environment, gardener = createGardener(environment)): LambdaHandler {
  const { clientOptions, connect, logger } = environment;
  const logs = createLogs(connect(new CloudWatchLogsClient(clientOptions)));
  return lambda(environment, (event) =>
    onEvent(gardener, KINDS, event, async (trigger, renewLease) => {
      const failing = await loadFailing(gardener, trigger);
      if ("why" in failing) return logger.info(`${trigger.service}: ${failing.why}`);
      for (const [index, one] of failing.entries()) {
        if (index > 0) await renewLease();
        await deal({ gardener, logs, renewLease }, one);
      }
    }),
  );
}

async function deal(sources: Sources, failing: Failing): Promise<void> {
  const { environment, failures, services } = sources.gardener;
  const { logger, now } = environment;
  const { service } = failing.target;
  const state = await services.read(service);
  const evidence = { ...failing.evidence, ...revisionEvidence(failing.taskDefinition, state) };
  const byEvent = diagnose(withoutHealth(evidence));
  if (!byEvent.alert) return logger.info(`${service}: ${failing.what} is no failure (${byEvent.kind})`);

  const { deploymentId, isTask } = failing;
  const of = isTask ? "tasks" : "events";
  const alike = { service, deploymentId, of, likeness: likenessOf(byEvent, evidence) } as const;
  const counted = await failures.count(alike, failing, now());
  // A repeat is the next try of one that broke off.
  const isAmongFirst = counted.isRepeat || counted.ids.size <= LIKE_FAILURES_MAX;
  const isToExplain = counted.explanation === undefined && (isAmongFirst || isOverdue(counted, now()));
  const { explanation, ids } = isToExplain
    ? await failures.explain(alike, await explain({ ...sources, failing: { ...failing, evidence }, state }), now())
    : counted;
  // Whatever was forgotten meanwhile, this one failed.
  const known = { ...counted, ids: new Set([...counted.ids, ...ids]) };
  const count = known.ids.size;
  if (!explanation)
    return logger.info(`${service}: ${failing.what} is counted, ${count} are like it; the first are looked into`);
  const { kind, alert, cause } = explanation.diagnosis;
  logger.info(`${service}: ${failing.what}: ${cause}`, { kind, alert, count });
  if (!alert) return;
  // It may have taken half a minute to find out why.
  const newest = isToExplain ? await services.read(service) : state;
  await tellPeople(sources.gardener, failing, newest, { ...known, explanation }, isAmongFirst || isToExplain);
}

/** By the rollout that it belongs to, whose message tells what the revision brought about; everything else is an incident. */
async function tellPeople(
  gardener: Gardener,
  { target, deploymentId, id }: Failing,
  state: ServiceState,
  { ids, firstAt, lastAt, explanation }: CountedFailures & { readonly explanation: Explanation },
  isAmongFirst: boolean,
): Promise<void> {
  const { service } = target;
  const { diagnosis, details, taskDefinition, roomier } = explanation;
  const origin = { deploymentId, taskDefinition };
  const isExplanation = explainsRollout(state, origin);
  if (!isExplanation && isLeft(state, origin))
    return gardener.environment.logger.info(`${service}: its revision has been left since`);
  if (isBeforeFirstImage(state, { diagnosis, firstAt, lastAt }))
    return gardener.environment.logger.info(`${service}: its first image is still to come`);
  // Of a service that never ran, nothing was told while its image was waited for.
  const isWholeNews = isAmongFirst || hasNeverRun(state);
  const isRollouts = isExplanation || isOfRollout(state, origin);
  if (!isRollouts || diagnosis.causedBy === "environment") {
    const hit = { service, taskDefinition, ids: isWholeNews ? ids : [shortId(id)], firstAt, lastAt };
    await countInIncident(gardener, explanation, hit);
  }
  if (!isRollouts) return;
  const failure = { diagnosis, count: ids.size, firstAt, lastAt, details, ...(roomier ? { roomier } : {}) };
  if (isWorthNoting(state.rollout?.failures, failure)) await lookAtFailure(gardener, target, { deploymentId, failure });
}

/** Events say nothing of health, DescribeTasks does: tasks that fail alike are to be alike whoever tells of them. */
const withoutHealth = ({ healthStatus: _status, ...evidence }: FailureEvidence): FailureEvidence => ({
  ...evidence,
  containers: evidence.containers.map(({ healthStatus: _containerStatus, ...container }) => container),
});

const isOverdue = ({ countedSince }: CountedFailures, now: Instant): boolean =>
  now - countedSince > EXPLAINED_WITHIN_SECONDS * 1000;
