import type { Table } from "./benchmark.ts";

/** A table in columns of even width, numbers to the right. It is Markdown, so that documents can show it as printed. */
export function formatTable({ title, columns, rows }: Table): string {
  const isNumeric = columns.map((_name, column) => rows.every((row) => typeof row[column] === "number"));
  const widths = columns.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => String(row[column] ?? "").length)),
  );
  const line = (cells: readonly (string | number)[]): string =>
    `| ${cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return isNumeric[column] ? String(cell).padStart(width) : String(cell).padEnd(width);
      })
      .join(" | ")} |`;
  const rule = `| ${widths
    .map((width, column) => (isNumeric[column] ? `${"-".repeat(width - 1)}:` : "-".repeat(width)))
    .join(" | ")} |`;
  return [`${title}\n`, line(columns), rule, ...rows.map(line)].join("\n");
}
