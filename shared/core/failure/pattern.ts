/**
 * What a text must say. Fragments are short and lower-case, since AWS changes its sentences without notice; texts are
 * normalized before they are compared.
 */
export type Pattern = string | RegExp | AnyOf | ((text: string) => boolean);

interface AnyOf {
  readonly anyOf: readonly Pattern[];
}

/** One of them is enough. */
export const anyOf = (...patterns: readonly Pattern[]): AnyOf => ({ anyOf: patterns });

/** Whether a normalized text says this. */
export function says(text: string, pattern: Pattern): boolean {
  if (typeof pattern === "string") return text.includes(pattern);
  if (pattern instanceof RegExp) return pattern.test(text);
  if (typeof pattern === "function") return pattern(text);
  return pattern.anyOf.some((one) => says(text, one));
}

/** Names inside an ARN are the team's; the service before them is AWS's. */
const ARN = /\barn:aws[a-z-]*:([a-z0-9-]+):[^\s'"()[\],;]*/g;

/** An image or an address: its host, and a path that the team named. */
const HOST_AND_PATH = /\b((?:[a-z0-9_-]+\.)+[a-z0-9-]+(?::\d+)?)\/[\w./@:+-]*/g;

/** An image of the default registry with its tag, as `team/web:v42`. */
const REPOSITORY_AND_TAG = /\b[a-z0-9._-]+(?:\/[a-z0-9._-]+)+:[a-z0-9][a-z0-9._-]*/g;

/** Twice what the agent lets through; a log line may be longer. */
const TEXT_LENGTH_MAX = 2_048;

/** A long text's beginning and end: the deciding clause often comes last. */
export function bothEnds(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  return `${text.slice(0, lengthMax / 2)} … ${text.slice(-lengthMax / 2)}`;
}

/**
 * A text as patterns see it: lower case, straight quotation marks, single spaces, and without the names that a team gave its
 * resources. A repository called `timeout` must not read as one.
 */
export function normalize(text: string): string {
  return bothEnds(text, TEXT_LENGTH_MAX)
    .toLowerCase()
    .replace(/[‘’‛`´]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\s+/g, " ")
    .replace(ARN, "arn:$1")
    .replace(HOST_AND_PATH, (whole: string, host: string) => `${host}/…${whole.includes("@sha256") ? "@sha256" : ""}`)
    .replace(REPOSITORY_AND_TAG, "…")
    .trim();
}
