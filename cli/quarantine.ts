import type { Quarantine, ServiceState } from "../shared/core/model.ts";
import { quarantineInWords } from "../shared/core/rollout/restraint.ts";
import { isoTime, listed, shortDigest } from "../shared/core/text.ts";
import type { Gardener } from "../shared/runtime/gardener.ts";
import type { Target } from "../shared/runtime/read.ts";
import { whoAsks } from "./garden/identity.ts";
import { lookAt, seenInJson, seenInWords } from "./garden/look-at.ts";
import { noteAndTell } from "./garden/note.ts";
import type { Session } from "./session.ts";
import { Refused, type Result, verb, WrongUsage } from "./verb.ts";

interface Options {
  readonly service?: string;
  readonly by?: string;
}

/** Fewer characters of a digest are no name for it. */
const DIGEST_LENGTH_MIN = 6;

/** The images that failed by themselves and are not taken again, and how one is let go. */
export const quarantine = verb({
  name: "quarantine",
  declare: (command) =>
    command
      .description("lists the images that are taken by nobody since they failed, or lets one go: it is decided on anew")
      .argument("<action>", "list or lift")
      .argument("[digest]", "of lift: the digest, or its first characters as list shows them")
      .option("--service <service>", "only what holds for this service: cluster/service")
      .option("--by <name>", "who; else the caller's identity"),
  run: async (session, command) => {
    const [action, digest] = command.args;
    const options = command.opts<Options>();
    const gardener = await session.gardener();
    if (action === "list" && digest === undefined) return list(gardener, options);
    if (action === "lift" && digest !== undefined) return lift(session, gardener, digest, options);
    throw new WrongUsage("say quarantine list, or quarantine lift <digest>");
  },
});

async function list(gardener: Gardener, { service }: Options): Promise<Result> {
  const all = (await gardener.quarantines.all()).filter((one) => service === undefined || concerns(one, service));
  return {
    text: all.length === 0 ? ["No image is in quarantine."] : all.flatMap(inWords),
    json: all.map(inJson),
  };
}

async function lift(session: Session, gardener: Gardener, name: string, { service, by }: Options): Promise<Result> {
  const who = await whoAsks(session, by);
  const wanted = name.replace(/^sha256:/, "");
  if (wanted.length < DIGEST_LENGTH_MIN)
    throw new WrongUsage(`"${name}" is too short: write at least ${DIGEST_LENGTH_MIN} characters of the digest`);
  const found = (await gardener.quarantines.all()).filter(
    ({ digest, ...one }) =>
      digest.replace(/^sha256:/, "").startsWith(wanted) && (service === undefined || one.service === service),
  );
  const digests = [...new Set(found.map(({ digest }) => digest))];
  const [digest, ...others] = digests;
  if (digest === undefined)
    throw new Refused(
      `${name} is not in quarantine${service === undefined ? "" : ` for ${service}`} (gardener quarantine list).`,
    );
  if (others.length > 0) throw new Refused(`${name} means ${listed(digests.map(shortDigest))}: write more of it.`);

  // First the services, so that a call that breaks off can be made again.
  const targets = await concerned(gardener, found);
  const untold: string[] = [];
  for (const target of targets) {
    const noted = await noteAndTell(gardener, target.service, (state) =>
      knows(state, digest)
        ? {
            fact: { kind: "QuarantineLifted", at: gardener.environment.now(), digest, by: who },
            reason: `${who} lets ${shortDigest(digest)} go`,
          }
        : undefined,
    );
    if (noted.untold !== undefined) untold.push(noted.untold);
  }
  for (const one of found) await gardener.quarantines.lift(one);
  if (untold.length > 0) session.warn(`people are not told yet (${untold[0]}); the functions do it within a minute`);
  const seen = await lookAt(session, gardener, targets);
  return {
    text: [`${listed(found.map(whatInWords))} may be taken again.`, ...seenInWords(seen)],
    json: { lifted: found.map(inJson), ...seenInJson(seen) },
  };
}

/** The services that may take it again: the one that it failed in, or all that follow its repository. */
async function concerned({ imageIndex }: Gardener, found: readonly Quarantine[]): Promise<readonly Target[]> {
  const entries = await imageIndex.all();
  return entries
    .filter(({ service, images }) =>
      found.some((one) => concerns(one, service) && images.some((tag) => tag.startsWith(`${one.repository}:`))),
    )
    .map((entry) => ({ service: entry.service, entry }));
}

const concerns = ({ service: only }: Quarantine, service: string): boolean => only === undefined || only === service;

/** Whether it was decided on, or withheld. */
const knows = ({ decided, withheld }: ServiceState, digest: string): boolean =>
  Object.values(decided).some((one) => one.digest === digest) ||
  withheld?.images.some((image) => image.digest === digest) === true;

const whatInWords = ({ repository, digest, service }: Quarantine): string =>
  `${repository} (${shortDigest(digest)})${service === undefined ? "" : ` of ${service}`}`;

const inWords = (one: Quarantine): readonly string[] => [
  `${quarantineInWords(one)}.`,
  `  For ${one.service ?? "every service"}, since ${one.rolloutId}; ${one.kind}`,
  ...one.evidence.map(({ where, text }) => `  ${where}: ${text.replace(/\s+/g, " ")}`),
];

const inJson = ({ at, service, ...one }: Quarantine) => ({ ...one, service: service ?? null, at: isoTime(at) });
