import { createHash } from "node:crypto";
import type { Parameter as ParameterDescription } from "@aws-sdk/client-ssm";
import type { ParameterSettings } from "./settings.ts";

/** Systems Manager user guide, parameter versions: the 100 most recent are kept. */
const VERSIONS_MAX = 100;

interface ParameterVersion {
  readonly version: number;
  readonly value: string;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
}

/** A parameter and its versions. */
export class StoredParameter {
  readonly name: string;
  readonly arn: string;
  readonly tags = new Map<string, string>();
  settings: ParameterSettings;
  newest: ParameterVersion;
  /** Without the newest, oldest first. */
  readonly #older: ParameterVersion[] = [];

  constructor(options: { name: string; arn: string; settings: ParameterSettings; value: string; now: number }) {
    this.name = options.name;
    this.arn = options.arn;
    this.settings = options.settings;
    this.newest = { version: 1, value: options.value, modifiedAt: options.now };
  }

  find(version: number): ParameterVersion | undefined {
    return [...this.#older, this.newest].find((each) => each.version === version);
  }

  add(value: string, settings: ParameterSettings, now: number): void {
    this.#older.push(this.newest);
    if (this.#older.length >= VERSIONS_MAX) this.#older.shift();
    this.settings = settings;
    this.newest = { version: this.newest.version + 1, value, modifiedAt: now };
  }
}

/** As GetParameter answers it: a SecureString is readable with decryption only. */
export function describeParameter(
  parameter: StoredParameter,
  { version, value, modifiedAt }: ParameterVersion,
  options: { withDecryption: boolean; selector?: string | undefined },
): ParameterDescription {
  const isHidden = parameter.settings.type === "SecureString" && !options.withDecryption;
  return {
    Name: parameter.name,
    Type: parameter.settings.type,
    Value: isHidden ? cipherText(value) : value,
    Version: version,
    ...(options.selector === undefined ? {} : { Selector: options.selector }),
    LastModifiedDate: new Date(modifiedAt),
    ARN: parameter.arn,
    DataType: "text",
  };
}

/** Looks like what KMS makes of a value, and cannot be turned back. */
const cipherText = (value: string): string => `AQICAH${createHash("sha512").update(value).digest("base64")}`;
