import type { WireRequest } from "../aws.ts";
import type { Catalogue, HttpTrait, OperationSchema } from "./catalogue.ts";

/** A request's target in parts: decoded segments of the path, and the query. */
interface Target {
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
}

function targetOf({ path }: Pick<WireRequest, "path">): Target {
  const [before = "", ...after] = path.split("?");
  const segments = before.split("/").filter((segment) => segment !== "");
  return { segments: segments.map(decode), query: new URLSearchParams(after.join("?")) };
}

/** What cannot be decoded stays as it came, and then names nothing. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The operation that method and path mean; the one with the fewest labels where several do. */
export function findOperation({ operations }: Catalogue, request: WireRequest): OperationSchema | undefined {
  const target = targetOf(request);
  return [...operations.values()]
    .filter(({ http }) => http?.method === request.method && labelsOf(http, target) !== undefined)
    .sort((a, b) => labelCount(a.http) - labelCount(b.http))[0];
}

const labelCount = (http: HttpTrait | undefined): number => http?.uri.split("{").length ?? 0;

/** What a request for a known operation says outside of headers and body. */
export function readTarget(
  http: HttpTrait,
  request: WireRequest,
): { readonly labels: ReadonlyMap<string, string>; readonly query: URLSearchParams } {
  const target = targetOf(request);
  for (const name of patternOf(http).query.keys()) target.query.delete(name);
  return { labels: labelsOf(http, target) ?? new Map(), query: target.query };
}

function patternOf({ uri }: HttpTrait): Target {
  const [before = "", after = ""] = uri.split("?");
  return { segments: before.split("/").filter((segment) => segment !== ""), query: new URLSearchParams(after) };
}

/** The labels' values, or nothing where the pattern does not fit. `{Name+}` takes all segments that are left. */
function labelsOf(http: HttpTrait, { segments, query }: Target): ReadonlyMap<string, string> | undefined {
  const pattern = patternOf(http);
  for (const [name, value] of pattern.query)
    if (!query.has(name) || (value !== "" && query.get(name) !== value)) return undefined;
  const labels = new Map<string, string>();
  for (const [index, part] of pattern.segments.entries()) {
    const label = /^\{(?<name>\w+)(?<greedy>\+?)\}$/.exec(part)?.groups;
    const segment = segments[index];
    if (segment === undefined) return undefined;
    if (label?.name === undefined) {
      if (part !== segment) return undefined;
    } else if (label.greedy === "+") {
      labels.set(label.name, segments.slice(index).join("/"));
      return labels;
    } else labels.set(label.name, segment);
  }
  return segments.length === pattern.segments.length ? labels : undefined;
}
