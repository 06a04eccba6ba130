import type { EcsService, RevisionDetails } from "../../shared/aws/ecs.ts";
import { withBlame } from "../../shared/core/failure/blame.ts";
import { detailsOf } from "../../shared/core/failure/details.ts";
import { diagnose, isSummary } from "../../shared/core/failure/diagnose.ts";
import { differences } from "../../shared/core/failure/differences.ts";
import { severityOf } from "../../shared/core/failure/incident.ts";
import { withMemory } from "../../shared/core/failure/memory.ts";
import { revisionBefore, revisionEvidence } from "../../shared/core/failure/likeness.ts";
import type { Diagnosis } from "../../shared/core/model.ts";
import { primaryDeployment } from "../../shared/core/rollout/effects.ts";
import type { Explanation } from "../../shared/store/failures.ts";
import { gatherEvidence, gatherPlatforms } from "./gather.ts";
import { asked, type Inquiry } from "./inquiry.ts";

/** ECS says why it calls a service impaired in a sentence of about the same time. */
const SENTENCES_SECONDS = 300;

/** Kinds that are about what an image was built for. */
const ABOUT_PLATFORM = new Set(["platform-not-in-image", "wrong-architecture-inside"]);

/** Looks into one failure, for all that are like it. */
export const explain = (inquiry: Inquiry): Promise<Explanation> =>
  inquiry.failing.isTask ? explainTask(inquiry) : explainEvent(inquiry);

async function explainTask(inquiry: Inquiry): Promise<Explanation> {
  const { id: taskId, taskDefinition } = inquiry.failing;
  const revision = await askForRevision(inquiry, taskDefinition);
  const evidence = await gatherEvidence(inquiry, revision);
  const before = await askForRevision(inquiry, revisionBefore(taskDefinition, inquiry.state));
  const blamed = withBlame(diagnose(evidence), before?.members, revision?.members);
  const { diagnosis, roomier } = withMemory(blamed, revision?.members ?? {});
  const platforms = revision && ABOUT_PLATFORM.has(diagnosis.kind) ? await gatherPlatforms(inquiry, revision) : [];
  return {
    diagnosis: { ...diagnosis, evidence: [...diagnosis.evidence, ...platforms] },
    ...(roomier ? { roomier } : {}),
    taskDefinition,
    // Asked last: it may have taken half a minute to get here.
    severity: severityOf(diagnosis, await askForService(inquiry)),
    details: detailsOf({
      taskId,
      logTail: evidence.logTail,
      differences: await differencesOf(inquiry, taskDefinition, revision),
    }),
  };
}

async function explainEvent(inquiry: Inquiry): Promise<Explanation> {
  const service = await askForService(inquiry);
  const taskDefinition = (service && primaryDeployment(service)?.taskDefinition) ?? service?.taskDefinition ?? "";
  const diagnosis = diagnoseEvent(inquiry, service, taskDefinition);
  const isNews = diagnosis.alert && !(await isToldByTasks(inquiry, diagnosis));
  const revision = await askForRevision(inquiry, taskDefinition);
  return {
    diagnosis: { ...diagnosis, alert: isNews },
    taskDefinition,
    severity: severityOf(diagnosis, service),
    details: detailsOf({ logTail: [], differences: await differencesOf(inquiry, taskDefinition, revision) }),
  };
}

/** An event has a name and a code; what it is about stands among the service's own sentences, the newest first. */
function diagnoseEvent(
  { failing: { evidence, at }, state }: Inquiry,
  service: EcsService | undefined,
  taskDefinition: string,
): Diagnosis {
  const sentences = (service?.events ?? [])
    .filter((event) => event.at >= at - SENTENCES_SECONDS * 1000)
    .map(({ message }) => message);
  const readings = [...sentences, evidence.serviceEvent?.text ?? ""]
    .map((text) => diagnose({ ...evidence, ...revisionEvidence(taskDefinition, state), serviceEvent: { text } }))
    .filter(({ alert }) => alert);
  const telling = readings.find((one) => one.kind !== "unknown" && !isSummary(one));
  return telling ?? readings.at(-1) ?? diagnose(evidence);
}

/** Whether tasks of the same deployment failed by what an event is about: then it says nothing new. */
async function isToldByTasks({ gardener, failing }: Inquiry, diagnosis: Diagnosis): Promise<boolean> {
  const counted = await gardener.failures.ofDeployment(failing.target.service, failing.deploymentId);
  return counted
    .filter(({ of }) => of === "tasks")
    .some(({ explanation }) => isSummary(diagnosis) || explanation?.diagnosis.kind === diagnosis.kind);
}

async function differencesOf(
  inquiry: Inquiry,
  taskDefinition: string,
  revision: RevisionDetails | undefined,
): Promise<readonly string[]> {
  const before = await askForRevision(inquiry, revisionBefore(taskDefinition, inquiry.state));
  return before && revision ? differences(before.members, revision.members) : [];
}

async function askForService(inquiry: Inquiry): Promise<EcsService | undefined> {
  const { service } = inquiry.failing.target;
  return (await asked(inquiry, "the service", ({ ecs }) => ecs.describeServices([service])))?.get(service);
}

const askForRevision = async (inquiry: Inquiry, arn: string | undefined): Promise<RevisionDetails | undefined> =>
  arn ? asked(inquiry, "the task definition", ({ ecs }) => ecs.describeRevision(arn)) : undefined;
