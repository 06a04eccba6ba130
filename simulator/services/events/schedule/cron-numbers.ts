/** What values one field of a cron expression may have. */
export interface FieldRange {
  readonly first: number;
  readonly last: number;
  /** Names for the values from `first` on, as `JAN`. */
  readonly names?: readonly string[];
}

/**
 * The values that `*`, `5`, `1,2`, `8-17`, `0/15` or a mixture of them stand for, rising.
 * Undefined when not valid.
 */
export function parseNumbers(text: string, range: FieldRange): readonly number[] | undefined {
  const values = new Set<number>();
  for (const part of text.split(",")) {
    const partValues = parsePart(part, range);
    if (!partValues) return undefined;
    for (const value of partValues) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

/** One value by number or name. */
export function parseValue(text: string, { first, last, names }: FieldRange): number | undefined {
  const named = names?.indexOf(text.toUpperCase()) ?? -1;
  if (named >= 0) return first + named;
  const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return value >= first && value <= last ? value : undefined;
}

function parsePart(part: string, range: FieldRange): number[] | undefined {
  const [span = "", stepText, ...others] = part.split("/");
  if (others.length > 0) return undefined;
  const step = stepText === undefined ? undefined : /^[1-9]\d{0,3}$/.test(stepText) ? Number(stepText) : Number.NaN;
  if (Number.isNaN(step)) return undefined;
  const bounds = parseSpan(span, range, step !== undefined);
  if (!bounds) return undefined;
  const values: number[] = [];
  for (let value = bounds.from; value <= bounds.to; value += step ?? 1) values.push(value);
  return values;
}

/** `5` alone is one value; before a step, as in `5/15`, it is where the steps begin. */
function parseSpan(span: string, range: FieldRange, hasStep: boolean): { from: number; to: number } | undefined {
  if (span === "*") return { from: range.first, to: range.last };
  const [fromText = "", toText, ...others] = span.split("-");
  const from = parseValue(fromText, range);
  if (from === undefined || others.length > 0) return undefined;
  if (toText === undefined) return { from, to: hasStep ? range.last : from };
  const to = parseValue(toText, range);
  return to === undefined || to < from ? undefined : { from, to };
}
