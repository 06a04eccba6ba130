import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { gardenJsonSchema } from "../../scripts/schema.ts";
import * as v from "valibot";
import { parse } from "yaml";
import { readGarden } from "../../shared/config/yaml.ts";

test("docs/garden.schema.json is what the schema gives; `npm exec -- node scripts/schema.ts` writes it anew", () => {
  expect(readFileSync("docs/garden.schema.json", "utf8")).toBe(gardenJsonSchema());
});

/** As much of JSON Schema draft 7 as the published schema uses; a keyword that is not here fails the test. */
interface JsonSchema {
  readonly type?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly propertyNames?: JsonSchema;
  readonly additionalProperties?: JsonSchema | false;
}

const jsonSchema: v.GenericSchema<unknown, JsonSchema> = v.strictObject({
  $schema: v.exactOptional(v.string()),
  title: v.exactOptional(v.string()),
  description: v.exactOptional(v.string()),
  type: v.exactOptional(v.string()),
  anyOf: v.exactOptional(v.array(v.lazy(() => jsonSchema))),
  enum: v.exactOptional(v.array(v.string())),
  pattern: v.exactOptional(v.string()),
  minimum: v.exactOptional(v.number()),
  required: v.exactOptional(v.array(v.string())),
  items: v.exactOptional(v.lazy(() => jsonSchema)),
  minItems: v.exactOptional(v.number()),
  maxItems: v.exactOptional(v.number()),
  minProperties: v.exactOptional(v.number()),
  maxProperties: v.exactOptional(v.number()),
  properties: v.exactOptional(
    v.record(
      v.string(),
      v.lazy(() => jsonSchema),
    ),
  ),
  propertyNames: v.exactOptional(v.lazy(() => jsonSchema)),
  additionalProperties: v.exactOptional(v.union([v.literal(false), v.lazy(() => jsonSchema)])),
});

function accepts(schema: JsonSchema, value: unknown): boolean {
  const type = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  const isOfType = schema.type === type || (schema.type === "integer" && Number.isInteger(value));
  const entries = type === "object" ? Object.entries(value ?? {}) : [];
  return (
    (schema.type === undefined || isOfType) &&
    (schema.anyOf?.some((option) => accepts(option, value)) ?? true) &&
    (schema.enum?.some((option) => option === value) ?? true) &&
    (typeof value !== "number" || value >= (schema.minimum ?? Number.NEGATIVE_INFINITY)) &&
    (typeof value !== "string" || new RegExp(schema.pattern ?? "", "u").test(value)) &&
    (!Array.isArray(value) ||
      (value.every((item) => accepts(schema.items ?? {}, item)) &&
        value.length >= (schema.minItems ?? 0) &&
        value.length <= (schema.maxItems ?? Number.POSITIVE_INFINITY))) &&
    (type !== "object" ||
      ((schema.required ?? []).every((key) => entries.some(([name]) => name === key)) &&
        entries.length >= (schema.minProperties ?? 0) &&
        entries.length <= (schema.maxProperties ?? Number.POSITIVE_INFINITY))) &&
    entries.every(([key, item]) => {
      const known = schema.properties?.[key] ?? schema.additionalProperties ?? {};
      return accepts(schema.propertyNames ?? {}, key) && known !== false && accepts(known, item);
    })
  );
}

test.each([
  "",
  "notify: { slack: { channel: '#deploys' } }",
  "defaults: { rollout: { bake: { for: 0s }, deadline: 2h, rollback: never } }",
  "defaults: { rollout: { rightsize: apply, rightsizeMemoryMax: 4096 } }",
  "defaults: { rollout: { rightsize: always } }",
  "defaults: { rollout: { rightsizeMemoryMax: 511 } }",
  "defaults: { rollout: { rightsizeMemoryMax: 4GB } }",
  "defaults: { rollout: { rightsizeMemoryMax: 600.5 } }",
  "services: { shop/api: { image: { follow: tag } }, shop/web: }",
  "services:",
  "servces: {}",
  "services: [shop/api]",
  "services: { api: {} }",
  "services: { shop/api: { image: { follow: a b } } }",
  "services: { shop/api: { image: { follow: 1.2 } } }",
  "notify: { slack: { channel: deploys } }",
  "notify: { sinks: { ops: { webhook: { urlParameter: /ecs-gardener/sinks/u, secretParameter: /ecs-gardener/sinks/s } } } }",
  "notify: { sinks: { ops: { webhook: { urlParameter: /ecs-gardener/sinks/u } } } }",
  "notify: { sinks: { ops: {} } }",
  "notify: { sinks: }",
  "notify: { sinks: { Ops: { webhook: { urlParameter: /ecs-gardener/sinks/u, secretParameter: /other } } } }",
  'notify: { routes: [{ services: ["shop/*"], team: payments, severity: critical, channel: "#a" }] }',
  'notify: { routes: [{ channel: "#a" }] }',
  "notify: { routes: [{ team: payments }] }",
  'notify: { routes: [{ services: [], channel: "#a" }] }',
  'notify: { routes: [{ services: shop/*, channel: "#a" }] }',
  'notify: { routes: [{ severity: bad, channel: "#a" }] }',
  "notify: { routes: }",
  'notify: { quietHours: { from: "22:00", to: "07:00", zone: Europe/Berlin, days: [fri, sat] } }',
  'notify: { quietHours: { from: "22:00", to: "24:00", zone: Europe/Berlin } }',
  'notify: { quietHours: { from: "22:00", to: "07:00" } }',
  'notify: { quietHours: { from: "22:00", to: "07:00", zone: UTC, days: [] } }',
  "defaults: { rollout: { deadline: 5 minutes } }",
  "defaults: { rollout: { rollback: true } }",
])("an editor says of %j what the check says", (file) => {
  const schema = v.parse(jsonSchema, JSON.parse(gardenJsonSchema()));
  expect(accepts(schema, parse(file))).toBe(readGarden(file).problems === undefined);
});
