import { QueueAttributeName } from "@aws-sdk/client-sqs";
import { notSimulated } from "../../not-simulated.ts";
import { invalidAttributeName, invalidAttributeValue } from "./errors.ts";
import { parsePolicy } from "./policy.ts";
import { parseRedrivePolicy } from "./redrive.ts";

/** Attributes as requests carry them: text by name. */
export type QueueAttributes = Partial<Record<QueueAttributeName, string>>;

/** One attribute that a caller may set (Amazon SQS API reference, CreateQueue and SetQueueAttributes). */
interface AttributeRule {
  /** Value of a queue for which nobody set it; without one the attribute is then absent. */
  readonly initial?: string;
  readonly fifoOnly?: true;
  readonly onlyAtCreation?: true;
  /** An empty text takes the attribute away. */
  readonly clearable?: true;
  /** Throws for a value that Amazon SQS refuses. */
  readonly check: (value: string, name: string) => void;
}

const wholeNumber = (minimum: number, maximum: number) => (value: string, name: string) => {
  if (!/^\d+$/.test(value) || Number(value) < minimum || Number(value) > maximum) throw invalidAttributeValue(name);
};

const oneOf =
  (...values: string[]) =>
  (value: string, name: string) => {
    if (!values.includes(value)) throw invalidAttributeValue(name);
  };

const anything = (): void => {};

const RULES: { readonly [Name in QueueAttributeName]?: AttributeRule } = {
  DelaySeconds: { initial: "0", check: wholeNumber(0, 900) },
  MaximumMessageSize: { initial: "1048576", check: wholeNumber(1_024, 1_048_576) },
  MessageRetentionPeriod: { initial: "345600", check: wholeNumber(60, 1_209_600) },
  ReceiveMessageWaitTimeSeconds: { initial: "0", check: wholeNumber(0, 20) },
  VisibilityTimeout: { initial: "30", check: wholeNumber(0, 43_200) },
  Policy: { clearable: true, check: (value) => void parsePolicy(value) },
  RedrivePolicy: { clearable: true, check: (value) => void parseRedrivePolicy(value) },
  RedriveAllowPolicy: { clearable: true, check: checkRedriveAllowPolicy },
  SqsManagedSseEnabled: { initial: "true", check: oneOf("true", "false") },
  KmsMasterKeyId: { clearable: true, check: anything },
  KmsDataKeyReusePeriodSeconds: { check: wholeNumber(60, 86_400) },
  FifoQueue: { onlyAtCreation: true, fifoOnly: true, check: oneOf("true") },
  ContentBasedDeduplication: { initial: "false", fifoOnly: true, check: oneOf("true", "false") },
  DeduplicationScope: { initial: "queue", fifoOnly: true, check: oneOf("queue", "messageGroup") },
  FifoThroughputLimit: { initial: "perQueue", fifoOnly: true, check: oneOf("perQueue", "perMessageGroupId") },
};

/** What a new queue has beside what its maker sets. */
export function initialAttributes(isFifo: boolean): QueueAttributes {
  const attributes: QueueAttributes = {};
  for (const name of Object.values(QueueAttributeName)) {
    const rule = RULES[name];
    if (rule?.initial !== undefined && (isFifo || !rule.fifoOnly)) attributes[name] = rule.initial;
  }
  return attributes;
}

/** Checks what a caller wants to set; throws InvalidAttributeName or InvalidAttributeValue. */
export function checkAttributes(wanted: QueueAttributes, queue: { isFifo: boolean; exists: boolean }): void {
  for (const [name, value] of Object.entries(wanted)) {
    const rule = isQueueAttributeName(name) ? RULES[name] : undefined;
    if (!rule || (rule.fifoOnly && !queue.isFifo)) throw invalidAttributeName(name);
    if (rule.onlyAtCreation && queue.exists)
      throw invalidAttributeValue(name, "Modifying queue type is not supported.");
    if (value === "" && rule.clearable) continue;
    rule.check(value, name);
  }
}

/** The attributes after a change; empty texts take theirs away. */
export function changedAttributes(before: QueueAttributes, wanted: QueueAttributes): QueueAttributes {
  const after = { ...before, ...wanted };
  for (const [name, value] of entries(wanted)) if (value === "") delete after[name];
  return after;
}

export const entries = (attributes: QueueAttributes): [QueueAttributeName, string][] =>
  Object.entries(attributes).flatMap(([name, value]): [QueueAttributeName, string][] =>
    isQueueAttributeName(name) ? [[name, value]] : [],
  );

const NAMES: ReadonlySet<string> = new Set(Object.values(QueueAttributeName));

export const isQueueAttributeName = (name: string): name is QueueAttributeName => NAMES.has(name);

/** `allowAll` is what every queue does without the attribute. */
function checkRedriveAllowPolicy(value: string): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    throw invalidAttributeValue("RedriveAllowPolicy");
  }
  const permission = typeof parsed === "object" && parsed && "redrivePermission" in parsed && parsed.redrivePermission;
  if (permission !== "allowAll")
    throw notSimulated(
      "SetQueueAttributes",
      `parameter Attributes.RedriveAllowPolicy with redrivePermission ${String(permission)}`,
    );
}
