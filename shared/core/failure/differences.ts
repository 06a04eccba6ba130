import { parseImage } from "../images/reference.ts";
import { redacted } from "../redact.ts";
import { shortDigest } from "../text.ts";
import { bothEnds } from "./pattern.ts";

/** The members of a task definition, or of a part of it, as they are on the wire: those of tomorrow as well. */
export type Members = Readonly<Record<string, unknown>>;

/** So many lines are read by somebody; a revision with more differences is another program. */
const DIFFERENCES_MAX = 20;

/** Of one value, in characters. */
const VALUE_LENGTH_MAX = 160;

/**
 * Paths whose values say what they are and hold no secrets; a command may, and is redacted. Of all others, environment and
 * secrets before all, only that they changed is said. A container's name has no dot, so no variable is taken for a member.
 */
const SHOWN = [
  /^[^.]+\.(?:image|command|entryPoint|essential|user|workingDirectory|memoryReservation|startTimeout|stopTimeout|portMappings)$/,
  /^[^.]+\.(?:healthCheck|dependsOn)\./,
  /^(?:[^.]+\.)?(?:cpu|memory)$/,
  /^(?:networkMode|taskRoleArn|executionRoleArn)$/,
  /^(?:runtimePlatform|ephemeralStorage)\./,
];

/** Lists whose entries are known by a member of them, and are compared one by one. */
const NAMED = ["name", "containerName", "sourceVolume"];

/**
 * How a task definition differs from the one before, in lines: `web.image: team/web:1 -> team/web:2`,
 * `web.environment.DB_URL changed`, `proxy added`.
 */
export function differences(before: Members, after: Members): readonly string[] {
  const [old, now] = [containersOf(before), containersOf(after)];
  const lines = [
    ...[...now].flatMap(([name, container]) => {
      const was = old.get(name);
      return was ? compare(leavesOf(was, name), leavesOf(container, name)) : [`${name} added`];
    }),
    ...[...old.keys()].filter((name) => !now.has(name)).map((name) => `${name} removed`),
    ...compare(leavesOf(withoutContainers(before)), leavesOf(withoutContainers(after))),
  ];
  if (lines.length <= DIFFERENCES_MAX) return lines;
  return [...lines.slice(0, DIFFERENCES_MAX), `and ${lines.length - DIFFERENCES_MAX} more`];
}

function containersOf({ containerDefinitions }: Members): ReadonlyMap<string, Members> {
  const containers = Array.isArray(containerDefinitions) ? containerDefinitions.filter(isMembers) : [];
  return new Map(containers.map(({ name, ...container }) => [String(name), container]));
}

const withoutContainers = ({ containerDefinitions: _containers, ...members }: Members): Members => members;

/** Every value by its path; what is empty is not there. */
function leavesOf(value: unknown, path = ""): ReadonlyMap<string, unknown> {
  const children = childrenOf(value);
  if (!children) return value === null || value === undefined ? new Map() : new Map([[path, value]]);
  return new Map(children.flatMap(([name, child]) => [...leavesOf(child, path === "" ? name : `${path}.${name}`)]));
}

/** Members of an object, named entries of a list; none of what is compared as a whole. */
function childrenOf(value: unknown): readonly (readonly [name: string, child: unknown])[] | undefined {
  if (isMembers(value)) return Object.entries(value);
  if (!Array.isArray(value)) return undefined;
  const entries = value.map(namedEntry);
  return entries.every((entry) => entry !== undefined) ? entries : undefined;
}

function namedEntry(entry: unknown): readonly [name: string, child: unknown] | undefined {
  if (!isMembers(entry)) return undefined;
  const key = NAMED.find((one) => typeof entry[one] === "string");
  // A leaf as a whole: which of an entry's members changed says more than people ask.
  return key === undefined ? undefined : [String(entry[key]), JSON.stringify(entry)];
}

function compare(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): readonly string[] {
  const paths = new Set([...after.keys(), ...before.keys()]);
  return [...paths].flatMap((path) => {
    const [was, is] = [before.get(path), after.get(path)];
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    if (SHOWN.some((shown) => shown.test(path))) return [`${path}: ${show(path, was)} -> ${show(path, is)}`];
    return [`${path} ${was === undefined ? "added" : is === undefined ? "removed" : "changed"}`];
  });
}

function show(path: string, value: unknown): string {
  if (value === undefined) return "none";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return bothEnds(path.endsWith(".image") ? imageInWords(text) : redacted(text), VALUE_LENGTH_MAX);
}

/** `team/web:1`, `team/web@4f5b2640fe6f`; of an image of ECR without its host. */
function imageInWords(image: string): string {
  const { name, ecr, tag, digest } = parseImage(image);
  return `${ecr?.repository ?? name}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${shortDigest(digest)}`}`;
}

const isMembers = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);
