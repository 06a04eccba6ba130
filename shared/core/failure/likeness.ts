import type { Diagnosis, Failure, FailureEvidence, ServiceState } from "../model.ts";
import { isSameOrCopy, isUnderWay } from "../rollout/evolve.ts";

/**
 * What tasks of one deployment have in common that failed alike, as far as their events alone tell: kind, container and
 * exit code.
 */
export function likenessOf({ kind, container }: Diagnosis, { containers }: FailureEvidence): string {
  const exitCode = containers.find(({ name }) => name === container)?.exitCode;
  return [kind, container ?? "-", exitCode ?? "-"].join("/");
}

/** `true`: it is just being rolled out, and never ran well; `false`: it did; undefined: nobody knows. */
export function isNewRevision(
  taskDefinition: string,
  { rollout, knownGood, knownGoodBefore }: ServiceState,
): boolean | undefined {
  const good = [knownGood, knownGoodBefore, rollout?.wayBack?.to].filter((one) => one !== undefined);
  if (good.some((one) => isSameOrCopy(taskDefinition, one, rollout))) return false;
  return isUnderWay(rollout) && rollout.taskDefinition === taskDefinition ? true : undefined;
}

/** What is known of a revision, as evidence. */
export function revisionEvidence(taskDefinition: string, state: ServiceState): Pick<FailureEvidence, "isNewRevision"> {
  const isNew = isNewRevision(taskDefinition, state);
  return isNew === undefined ? {} : { isNewRevision: isNew };
}

/** Of which deployment and revision something failed. */
interface Origin {
  readonly deploymentId: string;
  readonly taskDefinition: string;
}

/** Whether it failed in the rollout that is under way, or in its way back: that rollout's message tells it. */
export function isOfRollout({ rollout }: ServiceState, { deploymentId, taskDefinition }: Origin): boolean {
  if (!isUnderWay(rollout)) return false;
  return (
    rollout.taskDefinition === taskDefinition ||
    rollout.deploymentId === deploymentId ||
    rollout.wayBack?.deploymentId === deploymentId
  );
}

/** Whether it is what the newest rollout ended by, and nobody has said so yet: ECS may give up before the log is there. */
export const explainsRollout = ({ rollout }: ServiceState, { deploymentId }: Origin): boolean =>
  rollout?.deploymentId === deploymentId && rollout.failures === undefined && rollout.status !== "Completed";

/**
 * Whether its revision has been left since: it was taken back, or a newer rollout took its place before it ran well. The
 * rollout's message told that, and nobody needs to hear more of it.
 */
export function isLeft(state: ServiceState, origin: Origin): boolean {
  const { rollout } = state;
  const { taskDefinition } = origin;
  if (rollout?.wayBack?.status === "Done") return rollout.taskDefinition === taskDefinition;
  const isKnown = taskDefinition === "" || isNewRevision(taskDefinition, state) !== undefined;
  return isUnderWay(rollout) && !isKnown && !isOfRollout(state, origin);
}

/** A service may be made some minutes before its first image is pushed; one that lacks it for longer lacks it for a reason. */
const FIRST_IMAGE_WITHIN_SECONDS = 300;

/** Whether nothing of a service is known to have run, or to have been tried. */
export const hasNeverRun = ({ knownGood, rollout }: ServiceState): boolean =>
  knownGood === undefined && rollout === undefined;

/** Whether a service that never ran lacks an image that may just not have been pushed yet. */
export const isBeforeFirstImage = (
  state: ServiceState,
  { diagnosis, firstAt, lastAt }: Pick<Failure, "diagnosis" | "firstAt" | "lastAt">,
): boolean =>
  diagnosis.kind === "image-not-found" && hasNeverRun(state) && lastAt < firstAt + FIRST_IMAGE_WITHIN_SECONDS * 1000;

/** The revision that a failed one is compared with: the one that it was made from, or the one that ran well before. */
export function revisionBefore(taskDefinition: string, { rollout, knownGood }: ServiceState): string | undefined {
  if (rollout?.taskDefinition === taskDefinition) return rollout.fromTaskDefinition;
  return knownGood?.taskDefinition === taskDefinition ? undefined : knownGood?.taskDefinition;
}
