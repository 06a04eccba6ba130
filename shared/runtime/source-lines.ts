import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { Logger } from "@aws-lambda-powertools/logger";
import type { LogItemExtraInput, LogItemMessage } from "@aws-lambda-powertools/logger/types";

/** Where a frame of a stack is: `file:///var/task/handler.mjs:1:2345`. */
const PLACE = /(file:\/\/[^\s()]+):(\d+):(\d+)/g;

/** The source map of a module, where it has one. */
type FindMap = (url: string) => SourceMap | undefined;

/**
 * Powertools' logger, whose errors name the lines of our sources in place of the bundle's. Node's own source maps would
 * cost every cold start; here a map is read when the first error is logged.
 */
export class SourceLinesLogger extends Logger {
  readonly #findMap = readOnce();

  override error(input: LogItemMessage, ...extra: LogItemExtraInput): void {
    for (const item of [input, ...extra]) if (item instanceof Error) nameSourceLines(item, this.#findMap);
    super.error(input, ...extra);
  }
}

/** An error that is thrown on is shown by Lambda, too; so its stack itself is changed, and that of its causes. */
function nameSourceLines(error: Error, findMap: FindMap): void {
  if (error.stack !== undefined) error.stack = inSourceLines(error.stack, findMap);
  if (error.cause instanceof Error) nameSourceLines(error.cause, findMap);
}

/** A stack whose places are those of the sources; what no map knows stays as it is. */
export function inSourceLines(stack: string, findMap: FindMap): string {
  return stack.replace(PLACE, (place: string, url: string, line: string, column: string) => {
    // A map counts from 0, a stack from 1.
    const entry = findMap(url)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (!entry || !("originalSource" in entry)) return place;
    return `${new URL(entry.originalSource, url).href}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

/** Packaging lays a map beside each bundle. Without one, or with a broken one, an error is logged all the same. */
function readOnce(): FindMap {
  const known = new Map<string, SourceMap | undefined>();
  return (url) => {
    if (!known.has(url)) known.set(url, readMap(url));
    return known.get(url);
  };
}

function readMap(url: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(new URL(`${url}.map`), "utf8")));
  } catch {
    return undefined;
  }
}
