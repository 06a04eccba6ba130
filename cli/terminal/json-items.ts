/** One value of many, with its place for people: `item 2` of an array, `line 7`. */
export interface JsonItem {
  readonly place: string;
  readonly value?: unknown;
  /** Why it is no value. */
  readonly why?: string;
}

/** The values of a text: of one, of an array, of `{"tasks": […]}` as DescribeTasks answers, or one a line. */
export function jsonItems(text: string): { readonly items: readonly JsonItem[] } | { readonly why: string } {
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  if (trimmed === "") return { why: "There is nothing to read" };
  const whole = parse(trimmed);
  if ("value" in whole) return { items: unpacked(whole.value, "item 1", (index) => `item ${index + 1}`) };
  const lines = trimmed.split("\n").map((line, index) => ({ line: line.trim(), place: `line ${index + 1}` }));
  const items = lines
    .filter(({ line }) => line !== "")
    .flatMap(({ line, place }): readonly JsonItem[] => {
      const read = parse(line);
      if (!("value" in read)) return [{ place, why: read.why }];
      return unpacked(read.value, place, (index) => `${place}, item ${index + 1}`);
    });
  const hasObjects = items.some(({ value }) => typeof value === "object" && value !== null);
  return hasObjects ? { items } : { why: `This is no JSON (${whole.why})` };
}

function parse(text: string): { readonly value: unknown } | { readonly why: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { why: `is no JSON: ${(error as Error).message}` };
  }
}

function unpacked(value: unknown, place: string, placeAt: (index: number) => string): readonly JsonItem[] {
  const list = Array.isArray(value) ? (value as readonly unknown[]) : tasksOf(value);
  return list ? list.map((one, index) => ({ place: placeAt(index), value: one })) : [{ place, value }];
}

function tasksOf(value: unknown): readonly unknown[] | undefined {
  const tasks = (value as { readonly tasks?: unknown } | null)?.tasks;
  return Array.isArray(tasks) ? (tasks as readonly unknown[]) : undefined;
}
