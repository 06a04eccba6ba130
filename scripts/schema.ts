// Writes docs/garden.schema.json, with which editors check a garden.yml while it is written.
import { writeFileSync } from "node:fs";
import { toJsonSchema } from "@valibot/to-json-schema";
import { gardenSchema } from "../shared/config/schema/garden.ts";

/** The JSON Schema of a garden file, as text. Limits of durations, zones and quiet hours are checked when the file is read. */
export function gardenJsonSchema(): string {
  const schema = { title: "ECS Gardener: garden.yml", ...toJsonSchema(gardenSchema, { typeMode: "input" }) };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

if (import.meta.main) writeFileSync(new URL("../docs/garden.schema.json", import.meta.url), gardenJsonSchema());
