/** Text that is safe in HTML, also inside quoted attributes. */
function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** HTML that may be put into a page as it is. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A template whose values are escaped, except those that are HTML already; lists are joined. */
export function html(
  strings: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly Html[])[]
): Html {
  const write = (value: string | number | Html | readonly Html[]): string => {
    if (value instanceof Html) return value.text;
    return typeof value === "object" ? value.map(write).join("") : escapeHtml(String(value));
  };
  return new Html(strings.reduce((text, string, index) => text + write(values[index - 1] ?? "") + string));
}
