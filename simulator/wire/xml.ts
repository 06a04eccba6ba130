import { isDate } from "node:util/types";
import type { NormalizedSchema } from "@smithy/core/schema";
import { isRecord } from "./record.ts";

/** The inside of an element for a value that has passed the walk. Absent members leave no element. */
export function writeXml(schema: NormalizedSchema, value: unknown): string {
  if (isRecord(value) && schema.isStructSchema())
    return [...schema.structIterator()]
      .map(([name, member]) => writeMember(xmlName(member) ?? name, member, value[name]))
      .join("");
  if (isDate(value)) return value.toISOString();
  if (ArrayBuffer.isView(value))
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64");
  if (typeof value === "string") return escapeXml(value);
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

function writeMember(name: string, schema: NormalizedSchema, value: unknown): string {
  if (value === null || value === undefined) return "";
  const flattened = isFlattened(schema);
  if (schema.isListSchema() && Array.isArray(value)) {
    const elements = schema.getValueSchema();
    const elementName = flattened ? name : (xmlName(elements) ?? "member");
    const written = value.map((item: unknown) => writeMember(elementName, elements, item)).join("");
    return flattened ? written : element(name, written);
  }
  if (schema.isMapSchema() && isRecord(value)) {
    const [keyName, valueName] = entryNames(schema);
    const values = schema.getValueSchema();
    const written = Object.entries(value)
      .map(([key, item]) =>
        element(flattened ? name : "entry", element(keyName, escapeXml(key)) + writeMember(valueName, values, item)),
      )
      .join("");
    return flattened ? written : element(name, written);
  }
  return element(name, writeXml(schema, value));
}

export function element(name: string, inside: string): string {
  return `<${name}>${inside}</${name}>`;
}

/** A carriage return would be read as a line feed, so it is written as a reference. */
export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\r", "&#xD;");
}

export function isFlattened(schema: NormalizedSchema): boolean {
  return Boolean(schema.getMergedTraits().xmlFlattened);
}

export function xmlName(schema: NormalizedSchema): string | undefined {
  const name: unknown = schema.getMergedTraits().xmlName;
  return typeof name === "string" ? name : undefined;
}

/** What a map's entries call their key and their value; SQS says `Name` and `Value`. */
export function entryNames(schema: NormalizedSchema): readonly [key: string, value: string] {
  return [xmlName(schema.getKeySchema()) ?? "key", xmlName(schema.getValueSchema()) ?? "value"];
}
