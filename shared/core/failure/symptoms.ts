import type { ContainerEvidence, EvidenceText, FailureEvidence } from "../model.ts";
import { accountable, awaitedLast, failedFirst, isWaiting } from "./containers.ts";
import { normalize } from "./pattern.ts";

/** A text with its place, and as patterns see it. */
export interface Statement extends EvidenceText {
  readonly normalized: string;
  /** Whom it is about, where it is about one container. */
  readonly container?: string;
}

/** The evidence, arranged for the rules. */
export interface Symptoms {
  readonly evidence: FailureEvidence;
  /** The container that failed first. */
  readonly failed?: ContainerEvidence;
  /** What ECS, the agent and the runtime said, the most telling first. */
  readonly said: readonly Statement[];
  /** The last log lines of the container that failed first, the newest first. */
  readonly logged: readonly Statement[];
}

/** Beyond this, lines tell of what the container did before it failed. */
const LOG_LINES_MAX = 50;

export function observe(evidence: FailureEvidence): Symptoms {
  const failed = failedFirst(evidence);
  return {
    evidence,
    ...(failed ? { failed } : {}),
    said: whatWasSaid(evidence, failed),
    logged: whatWasLogged(evidence, failed),
  };
}

function whatWasSaid(evidence: FailureEvidence, failed: ContainerEvidence | undefined): readonly Statement[] {
  const { stoppedReason, failedAttachments, serviceEvent, containers } = evidence;
  const others = accountable(evidence)
    .filter((container) => container !== failed)
    // What a container waited for tells why; that it waited, only where nothing else is known.
    .filter((container) => !failed || !isWaiting(container));
  return [
    ...(failed ? reasonOf(failed, containers) : []),
    ...state("stoppedReason", stoppedReason, whose(stoppedReason, containers)),
    ...failedAttachments.flatMap(({ type, reason }) => state(`attachments[${type}]`, `${type}: ${reason}`)),
    ...others.flatMap((container) => reasonOf(container, containers)),
    ...state("serviceEvent", serviceEvent?.text),
  ];
}

/** A container's reason; where it waited for another one, it is about that one. */
const reasonOf = (container: ContainerEvidence, all: readonly ContainerEvidence[]): readonly Statement[] =>
  state(`containers[${container.name}].reason`, container.reason, aboutWhom(container, all));

const aboutWhom = (container: ContainerEvidence, all: readonly ContainerEvidence[]): string =>
  (isWaiting(container) ? awaitedLast(container, all) : undefined) ?? container.name;

/** Whom a task's reason is about, where it is a container's own with another first letter or prefix. */
function whose(stoppedReason = "", all: readonly ContainerEvidence[]): string | undefined {
  const text = stoppedReason.toLowerCase();
  const container = all.find(({ reason = "" }) => reason !== "" && text.endsWith(reason.toLowerCase()));
  return container && aboutWhom(container, all);
}

function whatWasLogged({ logTail }: FailureEvidence, failed: ContainerEvidence | undefined): readonly Statement[] {
  return logTail
    .filter(({ container }) => container === undefined || failed === undefined || container === failed.name)
    .flatMap(({ container, lines }) =>
      lines
        .slice(-LOG_LINES_MAX)
        .toReversed()
        .flatMap((line) => state(container === undefined ? "logTail" : `logTail[${container}]`, line, container)),
    );
}

function state(where: string, text: string | undefined, container?: string): readonly Statement[] {
  if (text === undefined || text.trim() === "") return [];
  return [{ where, text, normalized: normalize(text), ...(container === undefined ? {} : { container }) }];
}
