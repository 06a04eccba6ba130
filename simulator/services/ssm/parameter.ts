import { createHash } from "node:crypto";
import type { Parameter as ParameterDescription, ParameterType } from "@aws-sdk/client-ssm";

/** Systems Manager user guide, parameter versions: the 100 most recent are kept. */
const VERSIONS_MAX = 100;

export interface ParameterVersion {
  readonly version: number;
  readonly value: string;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
}

/** What belongs to a parameter, not to one of its versions. */
export interface ParameterSettings {
  readonly type: ParameterType;
  readonly tier: "Standard" | "Advanced";
  readonly description: string | undefined;
  readonly keyId: string | undefined;
  readonly allowedPattern: string | undefined;
}

/** A parameter with its versions, oldest first. */
export class StoredParameter {
  readonly name: string;
  readonly arn: string;
  readonly tags = new Map<string, string>();
  settings: ParameterSettings;
  readonly #versions: ParameterVersion[] = [];

  constructor(options: { name: string; arn: string; settings: ParameterSettings }) {
    this.name = options.name;
    this.arn = options.arn;
    this.settings = options.settings;
  }

  get newest(): ParameterVersion | undefined {
    return this.#versions.at(-1);
  }

  find(version: number): ParameterVersion | undefined {
    return this.#versions.find((each) => each.version === version);
  }

  add(value: string, modifiedAt: number): ParameterVersion {
    const added = { version: (this.newest?.version ?? 0) + 1, value, modifiedAt };
    this.#versions.push(added);
    if (this.#versions.length > VERSIONS_MAX) this.#versions.shift();
    return added;
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
