import { isRecord } from "../wire/record.ts";
import { Html, html } from "./html.ts";

/** A message's blocks as people see them in Slack, roughly: enough to read it, without its looks. */
export function renderMessage({ text, blocks }: { text: string; blocks: readonly unknown[] }): Html {
  return blocks.length === 0 ? html`<p>${renderMarkup(text)}</p>` : html`${blocks.map(renderBlock)}`;
}

function renderBlock(block: unknown): Html {
  if (!isRecord(block)) return html``;
  switch (block.type) {
    case "header":
      return html`<h4>${textOf(block.text)}</h4>`;
    case "divider":
      return html`<hr>`;
    case "context":
      return html`<p class="quiet">${renderList(block.elements, renderText)}</p>`;
    case "actions":
      return html`<p>${renderList(block.elements, renderElement)}</p>`;
    case "markdown":
      return html`<p>${renderMarkup(typeof block.text === "string" ? block.text : "")}</p>`;
    default:
      return html`<p>${renderText(block.text)}</p>${renderFields(block.fields)}${renderElement(block.accessory)}`;
  }
}

function renderFields(fields: unknown): Html {
  return Array.isArray(fields)
    ? html`<ul>${renderList(fields, (field) => html`<li>${renderText(field)}</li>`)}</ul>`
    : html``;
}

function renderList(items: unknown, render: (item: unknown) => Html): Html {
  return html`${Array.isArray(items) ? items.map(render) : []}`;
}

function renderElement(element: unknown): Html {
  return isRecord(element) && element.type === "button"
    ? html`<span class="button">${textOf(element.text)}</span> `
    : html``;
}

function renderText(text: unknown): Html {
  return isRecord(text) && text.type === "plain_text" ? html`${textOf(text)} ` : html`${renderMarkup(textOf(text))} `;
}

function textOf(text: unknown): string {
  return isRecord(text) && typeof text.text === "string" ? text.text : "";
}

/** Slack's mrkdwn: code, bold, italics and links. What it escapes itself (`&amp; &lt; &gt;`) is plain text again first. */
function renderMarkup(markup: string): Html {
  const parts = markup.split(/(```[^]+?```|`[^`\n]+`|<https?:[^>|]+(?:\|[^>]+)?>|\*[^*\n]+\*|\b_[^_\n]+_\b)/);
  return html`${parts.map(renderPart)}`;
}

function renderPart(part: string): Html {
  const inside = (cut: number): string => unescape(part.slice(cut, -cut));
  if (part.startsWith("```")) return html`<pre>${inside(3)}</pre>`;
  if (part.startsWith("`")) return html`<code>${inside(1)}</code>`;
  if (/^<https?:/.test(part)) return html`<u>${inside(1).split("|").at(-1) ?? ""}</u>`;
  if (/^\*[^*]+\*$/.test(part)) return html`<b>${inside(1)}</b>`;
  if (/^_[^_]+_$/.test(part)) return html`<i>${inside(1)}</i>`;
  return html`${unescape(part)}`;
}

function unescape(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
