import type { NormalizedSchema } from "@smithy/core/schema";
import { type Dialect, faultOf } from "./dialect.ts";
import { type Problem, walk } from "./walk.ts";
import { element, entryNames, escapeXml, isFlattened, writeXml, xmlName } from "./xml.ts";

/**
 * The AWS Query protocol (Smithy specification, "AWS Query protocol"): a form in, XML out. Debian's AWS CLI 2.9 speaks it to SQS and CloudWatch,
 * everybody speaks it to STS.
 */
export function queryDialect(namespace: string): Dialect {
  return {
    readInput({ input: schema }, { body }) {
      const problems: Problem[] = [];
      const report = (problem: Problem): void => void problems.push(problem);
      const fields = parseForm(body.toString());
      fields.children.delete("Action");
      fields.children.delete("Version");
      const value = walk(schema, readField(schema, fields, "", report), "in", report);
      return { value, problems };
    },
    writeOutput(operation, output, _checked, requestId) {
      // Clients look for the result wherever the model has one, also when there is nothing in it.
      const hasResult = !operation.output.isUnitSchema();
      const body =
        (hasResult ? element(`${operation.name}Result`, writeXml(operation.output, output)) : "") +
        element("ResponseMetadata", element("RequestId", requestId));
      return {
        status: 200,
        headers: headers(requestId),
        body: `<${operation.name}Response xmlns="${namespace}">${body}</${operation.name}Response>`,
      };
    },
    writeError(error, requestId) {
      const described =
        element("Type", faultOf(error)) +
        element("Code", escapeXml(error.schema?.queryCode ?? error.code)) +
        element("Message", escapeXml(error.message));
      const body = element("Error", described) + element("RequestId", requestId);
      return {
        status: error.status,
        headers: headers(requestId),
        body: `<ErrorResponse xmlns="${namespace}">${body}</ErrorResponse>`,
      };
    },
  };
}

function headers(requestId: string): Record<string, string> {
  return { "content-type": "text/xml", "x-amzn-requestid": requestId };
}

/** A form's names are paths: `Entries.1.Id=a` is field Entries, in it 1, in it Id with the text a. */
interface Field {
  text: string | undefined;
  readonly children: Map<string, Field>;
}

function parseForm(body: string): Field {
  const root: Field = { text: undefined, children: new Map() };
  for (const [name, text] of new URLSearchParams(body)) {
    let field = root;
    for (const part of name.split(".")) {
      const child: Field = field.children.get(part) ?? { text: undefined, children: new Map() };
      field.children.set(part, child);
      field = child;
    }
    field.text = text;
  }
  return root;
}

/** The JSON value that a field stands for. What it cannot read it reports or leaves as text, for the walk to refuse. */
function readField(schema: NormalizedSchema, field: Field, path: string, report: (problem: Problem) => void): unknown {
  if (schema.isListSchema()) return readList(schema, field, path, report);
  if (schema.isMapSchema()) return readMap(schema, field, path, report);
  if (schema.isStructSchema()) return readStructure(schema, field, path, report);
  if (schema.isUnitSchema()) return Object.fromEntries([...field.children.keys()].map((name) => [name, ""]));
  const text = field.text ?? "";
  if (schema.isBooleanSchema() && (text === "true" || text === "false")) return text === "true";
  if (schema.isTimestampSchema()) return Number.isNaN(Date.parse(text)) ? text : Date.parse(text) / 1000;
  if (schema.isNumericSchema() && text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  return text;
}

function readStructure(
  schema: NormalizedSchema,
  field: Field,
  path: string,
  report: (problem: Problem) => void,
): Record<string, unknown> {
  const byWireName = new Map(
    [...schema.structIterator()].map(([name, member]) => [xmlName(member) ?? name, { name, member }]),
  );
  const value: Record<string, unknown> = {};
  for (const [wireName, child] of field.children) {
    const known = byWireName.get(wireName);
    if (known) value[known.name] = readField(known.member, child, `${path}/${known.name}`, report);
    else report({ kind: "unknown", path: `${path}/${wireName}` });
  }
  return value;
}

function readList(schema: NormalizedSchema, field: Field, path: string, report: (problem: Problem) => void): unknown {
  const elements = schema.getValueSchema();
  const numbered = isFlattened(schema) ? field : field.children.get(xmlName(elements) ?? "member");
  return inOrder(numbered).map((child, index) => readField(elements, child, `${path}/${index}`, report));
}

function readMap(schema: NormalizedSchema, field: Field, path: string, report: (problem: Problem) => void): unknown {
  const [keyName, valueName] = entryNames(schema);
  const numbered = isFlattened(schema) ? field : field.children.get("entry");
  return Object.fromEntries(
    inOrder(numbered).map((entry) => {
      const key = entry.children.get(keyName)?.text ?? "";
      const value = entry.children.get(valueName);
      return [key, value && readField(schema.getValueSchema(), value, `${path}/${key}`, report)];
    }),
  );
}

/** Elements by their number, which need not be without gaps. */
function inOrder(numbered: Field | undefined): Field[] {
  return [...(numbered?.children ?? [])].sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => child);
}
