/** Wider lines are hard to read, also where the terminal has room. */
export const COLUMNS_MAX = 100;

/** Breaks a line at spaces; what follows is indented like its beginning. A word that is longer stays whole. */
export function wrap(line: string, columns: number): string {
  const indent = /^ */.exec(line)?.[0] ?? "";
  const lines: string[] = [];
  let current = indent;
  for (const word of line.slice(indent.length).split(" ")) {
    const isFirst = current === indent;
    if (!isFirst && current.length + 1 + word.length > columns) {
      lines.push(current);
      current = indent + word;
    } else current += isFirst ? word : ` ${word}`;
  }
  return [...lines, current].join("\n");
}

/** Columns under their headings; where they do not fit, each row in lines of its own. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[], columns: number): string[] {
  const widths = headings.map((heading, index) =>
    Math.max(heading.length, ...rows.map((row) => (row[index] ?? "").length)),
  );
  const width = widths.reduce((sum, one) => sum + one, 0) + 2 * (widths.length - 1);
  if (width <= columns)
    return [headings, ...rows].map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  return rows.flatMap(([first = "", ...others]) => [
    first,
    ...others.map((cell, index) => `  ${(headings[index + 1] ?? "").toLowerCase()}: ${cell}`),
  ]);
}
