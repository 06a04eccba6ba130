import { readEvidence } from "../../events/evidence.ts";
import type { ContainerSettings, RevisionDetails } from "../../shared/aws/ecs.ts";
import { diagnose, isOpenToLogs } from "../../shared/core/failure/diagnose.ts";
import { fitsPlatform, platformName } from "../../shared/core/images/platform.ts";
import { parseImage } from "../../shared/core/images/reference.ts";
import type { EvidenceText, FailureEvidence, Platform } from "../../shared/core/model.ts";
import { listed } from "../../shared/core/text.ts";
import { asked, type Inquiry } from "./inquiry.ts";

/** What people read of a log: a stack trace, and what led to it. */
const LOG_LINES_MAX = 20;

/** A log driver sends lines in batches: the last ones can follow the end of their task by so long. Seen, not documented. */
const LOGS_FOLLOW_SECONDS = 30;

/** What is known of a task, as far as its event does not say it: what its revision says, its health, and its last log lines. */
export async function gatherEvidence(
  inquiry: Inquiry,
  revision: RevisionDetails | undefined,
): Promise<FailureEvidence> {
  return withLog(inquiry, revision, await withHealth(inquiry, withRevision(inquiry.failing.evidence, revision)));
}

function withRevision(evidence: FailureEvidence, revision: RevisionDetails | undefined): FailureEvidence {
  return {
    ...evidence,
    containers: evidence.containers.map((container) => {
      const { essential, dependsOn } = settingsOf(revision, container.name) ?? {};
      return essential === undefined || !dependsOn ? container : { ...container, essential, dependsOn };
    }),
  };
}

/** Health is in no event, and decides nothing where a text does. */
async function withHealth(inquiry: Inquiry, evidence: FailureEvidence): Promise<FailureEvidence> {
  if (evidence.healthStatus !== undefined || diagnose(evidence).confidence === "sure") return evidence;
  const { target, id } = inquiry.failing;
  const task = await asked(inquiry, "the task's health", ({ ecs }) => ecs.describeTask(target.service, id));
  const reading = readEvidence(task, id);
  if ("why" in reading) return evidence;
  const { healthStatus, containers } = reading.evidence;
  return {
    ...evidence,
    ...(healthStatus === undefined ? {} : { healthStatus }),
    containers: evidence.containers.map((container) => {
      const status = containers.find(({ name }) => name === container.name)?.healthStatus;
      return status === undefined ? container : { ...container, healthStatus: status };
    }),
  };
}

/** The last lines of the container that failed first. Where they could tell more and have not come yet, they are waited for. */
async function withLog(
  inquiry: Inquiry,
  revision: RevisionDetails | undefined,
  evidence: FailureEvidence,
): Promise<FailureEvidence> {
  const { sleep, now } = inquiry.gardener.environment;
  const only = evidence.containers.length === 1 ? evidence.containers[0]?.name : undefined;
  const container = diagnose(evidence).container ?? only;
  const stream = container === undefined ? undefined : streamOf(inquiry, settingsOf(revision, container));
  if (container === undefined || !stream) return evidence;
  const withLines = async (): Promise<FailureEvidence> => {
    const lines = await asked(inquiry, "the log", () => inquiry.logs.tail(stream.group, stream.name, LOG_LINES_MAX));
    return { ...evidence, logTail: lines && lines.length > 0 ? [{ container, lines }] : [] };
  };
  const early = await withLines();
  const wait = inquiry.failing.at + LOGS_FOLLOW_SECONDS * 1000 - now();
  if (wait <= 0 || !isOpenToLogs(early)) return early;
  await sleep(wait);
  await inquiry.renewLease();
  return withLines();
}

/** Stream names of the log driver (Amazon ECS developer guide, using_awslogs): without a prefix the container's own id. */
function streamOf(
  { gardener, failing }: Inquiry,
  settings: ContainerSettings | undefined,
): { readonly group: string; readonly name: string } | undefined {
  const { region } = gardener.registry;
  if (!settings?.logs || (settings.logs.region ?? region) !== region) return undefined;
  const { group, streamPrefix } = settings.logs;
  const runtimeId = failing.evidence.containers.find(({ name }) => name === settings.name)?.runtimeId;
  const name = streamPrefix === undefined ? runtimeId : `${streamPrefix}/${settings.name}/${failing.id}`;
  return name === undefined ? undefined : { group, name };
}

/** What images were built for that do not fit where the task runs, as far as the garden's registry says. */
export async function gatherPlatforms(inquiry: Inquiry, revision: RevisionDetails): Promise<readonly EvidenceText[]> {
  const found: EvidenceText[] = [];
  for (const { name, image } of revision.containers) {
    const platforms = await platformsOf(inquiry, image);
    if (fitsPlatform(platforms, revision.platform)) continue;
    const text = `built for ${listed(platforms.map(platformName))}; the task asks for ${platformName(revision.platform)}`;
    found.push({ where: `image[${name}]`, text });
  }
  return found;
}

async function platformsOf(inquiry: Inquiry, image: string): Promise<readonly Platform[]> {
  const { ecr: named, ...reference } = parseImage(image);
  const { account, region } = inquiry.gardener.registry;
  if (named?.account !== account || named.region !== region) return [];
  const ask = asked(inquiry, "an image's platforms", ({ ecr }) => ecr.platformsOf(named.repository, reference));
  return (await ask) ?? [];
}

const settingsOf = (revision: RevisionDetails | undefined, container: string): ContainerSettings | undefined =>
  revision?.containers.find(({ name }) => name === container);
