import { chunksOf } from "../shared/aws/pages.ts";
import type { Decision, Instant, TaggedImage, TagName } from "../shared/core/model.ts";
import { decide, type LookInput } from "../shared/core/rollout/decide.ts";
import { shortDigest } from "../shared/core/text.ts";
import type { Gardener } from "../shared/runtime/gardener.ts";
import { type Read, readServices } from "../shared/runtime/read.ts";
import { Refused, verb, WrongUsage } from "./verb.ts";

/** Services are read in pages of DescribeServices. */
const SERVICES_AT_ONCE = 10;

const DIGEST = /^sha256:[0-9a-f]{64}$/;

type Action = "roll" | "withhold" | "refuse" | "nothing";

/** What a push of a tag would do now, by the decision that the push itself would bring. Touches nothing. */
export const plan = verb({
  name: "plan",
  declare: (command) =>
    command
      .description("says what a push of this tag would do now, service by service, and touches nothing")
      .argument("<repository:tag>", "as team/web:latest")
      .option("--digest <sha256:…>", "imagine that the tag points to this image of the repository; else what ECR says"),
  run: async (session, command) => {
    const [name = ""] = command.args;
    const { digest } = command.opts<{ readonly digest?: string }>();
    const { repository, tag } = splitTag(name);
    if (digest !== undefined && !DIGEST.test(digest))
      throw new WrongUsage(`"${digest}" is not a digest; write sha256: and 64 hexadecimal digits`);
    const gardener = await session.gardener();
    const image = await readImage(gardener, repository, tag, digest);
    const entries = await gardener.imageIndex.followers(name);
    const planned: Planned[] = [];
    for (const chunk of chunksOf(SERVICES_AT_ONCE, entries)) {
      const targets = chunk.map((entry) => ({ service: entry.service, entry }));
      for (const read of (await readServices(gardener, targets, "tags")).values())
        planned.push(planOne(read, name, image, gardener.environment.now()));
    }
    planned.sort((a, b) => (a.service < b.service ? -1 : 1));
    return {
      text: [
        `${name} as ${shortDigest(image.digest)}:`,
        ...(planned.length > 0 ? planned.flatMap(inWords) : [`Nobody follows ${name}: a push would do nothing.`]),
      ],
      json: { tag: name, digest: image.digest, services: planned },
    };
  },
});

interface Planned {
  readonly service: string;
  readonly action: Action;
  readonly reasons: readonly string[];
  /** In AWS's words, in their order. */
  readonly effects: readonly string[];
  /** This very digest was decided on last: pushed again, it would do nothing. */
  readonly decidedAlready: boolean;
}

function planOne(read: Read, tag: TagName, image: TaggedImage, now: Instant): Planned {
  const { [tag]: decided, ...otherwise } = read.state.decided;
  const { withheld: _withheld, ...state } = read.state;
  const tags = read.tags ?? { tagged: {}, pushedAt: {}, missingDigests: [], quarantined: [] };
  const input: LookInput = {
    ...read,
    now,
    // As if the tag had pointed elsewhere until just now, and nothing had been withheld and told before.
    state: { ...state, decided: otherwise },
    tags: {
      ...tags,
      tagged: { ...tags.tagged, [tag]: image },
      pushedAt: { ...tags.pushedAt, [tag]: now },
    },
  };
  const decision = decide(input);
  return {
    service: read.state.service,
    action: actionOf(decision),
    reasons: decision.reasons,
    effects: decision.effects.map(({ kind }) => kind),
    decidedAlready: decided?.digest === image.digest,
  };
}

function actionOf({ facts }: Decision): Action {
  const kinds = facts.map(({ kind }) => kind);
  if (kinds.includes("RolloutPlanned")) return "roll";
  if (kinds.includes("RolloutRefused")) return "refuse";
  return kinds.includes("MoveWithheld") ? "withhold" : "nothing";
}

const ACTION_IN_WORDS: Readonly<Record<Action, string>> = {
  roll: "would roll",
  withhold: "would be withheld",
  refuse: "would be refused",
  nothing: "nothing to do",
};

const inWords = ({ service, action, reasons, decidedAlready }: Planned): readonly string[] => [
  `${service}: ${ACTION_IN_WORDS[action]}`,
  ...reasons.map((reason) => `  ${reason}`),
  ...(decidedAlready && action !== "nothing"
    ? ["  this digest was decided on last: pushed again it does nothing, another one would do this"]
    : []),
];

function splitTag(name: string): { readonly repository: string; readonly tag: string } {
  const colon = name.lastIndexOf(":");
  if (colon <= 0 || colon === name.length - 1 || name.includes("/", colon))
    throw new WrongUsage(`"${name}" is not a tag; write repository:tag, as team/web:latest`);
  return { repository: name.slice(0, colon), tag: name.slice(colon + 1) };
}

async function readImage(
  { ecr }: Gardener,
  repository: string,
  tag: string,
  digest: string | undefined,
): Promise<TaggedImage> {
  const { tagged, missingDigests } = await ecr.readImages(repository, [tag], digest === undefined ? [] : [digest]);
  const image = tagged[tag];
  if (digest === undefined) {
    if (image) return image;
    throw new Refused(
      `ECR has no ${repository}:${tag}: push it, or imagine another image of the repository with --digest.`,
    );
  }
  if (missingDigests.length > 0)
    throw new Refused(`ECR has no ${repository}@${digest}: push it under any tag, or name another one.`);
  // Its platforms are not known, which counts as fitting.
  return image?.digest === digest ? image : { digest, manifestDigests: [], platforms: [] };
}
