import type { ContainerEvidence, FailureEvidence } from "../model.ts";

/** What was sent to end a container, not what failed in it: SIGKILL and SIGTERM. */
export const KILLED = 137;
export const TERMINATED = 143;

/** Containers that ECS and GuardDuty put into tasks by themselves. */
const INJECTED = /guardduty|^ecs-service-connect/i;

/** Usual names of containers that serve another one. They only decide where nothing else does. */
const HELPER =
  /^~internal~ecs|envoy|proxy|xray|x-ray|otel|datadog|newrelic|fluent|log.?router|cloudwatch|filebeat|vector|sidecar|agent|vault|consul|statsd|prometheus|exporter/i;

/** Usual names of containers that end before another one starts. */
const PREPARING = /init|migrat|setup|bootstrap|prepare|seed|permission|chown/i;

/** The agent's own words; a task whose dependencies cannot be resolved is the agent's trouble. */
const DEPENDENCY = /dependency graph|ordering dependency|container dependency|dependency container/i;

/**
 * The name in `ordering dependency [db] for target [web]`, in any brackets or quotation marks; the agent also adds image and
 * state, as `[db(postgres) (RUNNING->RUNNING)]`.
 */
const DEPENDENCY_NAME = /dependenc\w*[^[\]'"‘’“”]*[['"‘“]([^\]'"’”(\s]+)[^\]'"’”]*[\]'"’”]/i;

/** Whether a container never ran, because another one was not ready: the agent reports 143 for it. */
export function isWaiting({ exitCode, reason = "" }: ContainerEvidence): boolean {
  if (/taskdependencyerror/i.test(reason)) return false;
  return DEPENDENCY.test(reason) || (exitCode === TERMINATED && /dependenc|depends on/i.test(reason));
}

/** What a waiting container waited for in the end, where that one waited itself. */
export function awaitedLast(container: ContainerEvidence, all: readonly ContainerEvidence[]): string | undefined {
  let last = awaited(container, all);
  // So often a chain can go on; a circle ends as well.
  for (let links = 0; links < all.length; links++) {
    const next = all.find(({ name }) => name === last);
    if (!next || !isWaiting(next)) break;
    last = awaited(next, all) ?? last;
  }
  return last;
}

/** What a waiting container waited for: the name that its reason gives, whether or not such a container is known. */
function awaited(container: ContainerEvidence, all: readonly ContainerEvidence[]): string | undefined {
  const { reason = "", name, dependsOn = [] } = container;
  const said = DEPENDENCY_NAME.exec(reason)?.[1];
  if (said !== undefined && said !== name) return said;
  const others = all.filter((other) => other.name !== name);
  return (
    others.find((other) => dependsOn.some((one) => one.container === other.name))?.name ??
    others.find((other) => reason.includes(other.name))?.name
  );
}

/** Containers that can be to blame: not the injected ones, nor those whose end does not matter to the task. */
export function accountable({ containers }: FailureEvidence): readonly ContainerEvidence[] {
  const waiting = containers.filter(isWaiting);
  const waitedFor = new Set(waiting.map((container) => awaited(container, containers)));
  return containers.filter(({ name, essential }) => {
    if (waitedFor.has(name)) return true;
    return INJECTED.test(name) ? essential === true : essential !== false;
  });
}

/** Injected containers, and those that the task can do without. */
export function bystanders(evidence: FailureEvidence): readonly ContainerEvidence[] {
  const those = accountable(evidence);
  return evidence.containers.filter((container) => !those.includes(container));
}

/** The container that failed first, or the one that ended first where all ended well; never simply the first of the list. */
export function failedFirst(evidence: FailureEvidence): ContainerEvidence | undefined {
  const candidates = accountable(evidence)
    .filter((container) => !isWaiting(container))
    .map((container) => ({ container, blame: blameOf(container, evidence) }))
    .filter(({ blame }) => blame > 0);
  const worst = Math.max(0, ...candidates.map(({ blame }) => blame));
  if (worst <= CONSEQUENCE && evidence.containers.some(isWaiting)) return undefined;
  const [first] = candidates
    .filter(({ container, blame }) => blame === worst || (blame > CONSEQUENCE && container.essential === true))
    .sort(
      (a, b) =>
        inTime(a.container, b.container) ||
        b.blame - a.blame ||
        Number(HELPER.test(a.container.name)) - Number(HELPER.test(b.container.name)),
    );
  return first?.container;
}

const inTime = (a: ContainerEvidence, b: ContainerEvidence): number =>
  a.stoppedAt === undefined || b.stoppedAt === undefined ? 0 : a.stoppedAt - b.stoppedAt;

/** It was ended because another one failed. */
const CONSEQUENCE = 1;

/** How much a container's end speaks against it; 0 where it did not end. */
function blameOf(container: ContainerEvidence, { isLone, containers }: FailureEvidence): number {
  const { name, exitCode, reason = "", healthStatus } = container;
  if (exitCode === undefined) return reason !== "" ? 4 : healthStatus === "UNHEALTHY" ? 2 : 0;
  if (exitCode === 0) return reason !== "" ? 3 : hasPrepared(name, containers) ? 0 : isLone ? 3 : 2;
  if (exitCode === TERMINATED) return CONSEQUENCE;
  if (exitCode === KILLED) return reason !== "" ? 4 : HELPER.test(name) ? CONSEQUENCE : isLone ? 2 : 3;
  return isLone && HELPER.test(name) ? 2 : 4;
}

/** Whether its end with 0 was what another container waited for. */
function hasPrepared(name: string, containers: readonly ContainerEvidence[]): boolean {
  const isNamed = containers.some(({ dependsOn = [] }) =>
    dependsOn.some(({ container, condition }) => container === name && /COMPLETE|SUCCESS/i.test(condition ?? "")),
  );
  return isNamed || (containers.length > 1 && PREPARING.test(name));
}
