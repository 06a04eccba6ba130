import type { Parameter as ParameterDescription } from "@aws-sdk/client-ssm";
import type { AwsRegion } from "../../region.ts";
import { parameterAlreadyExists, parameterNotFound, parameterVersionNotFound, validationFailed } from "./errors.ts";
import { describeParameter, StoredParameter } from "./parameter.ts";
import { settingsOf, type WantedParameter } from "./settings.ts";

/** Systems Manager user guide, requirements and constraints for parameter names. */
const NAME = /^(?:\/?[a-zA-Z0-9_.-]+)(?:\/[a-zA-Z0-9_.-]+)*$/;
const RESERVED_PREFIX = /^\/?(?:aws|ssm)/i;
const LEVELS_MAX = 15;

/** The parameters of one account in one Region. */
export class SsmState {
  readonly aws: AwsRegion;
  readonly #parameters = new Map<string, StoredParameter>();

  constructor(aws: AwsRegion) {
    this.aws = aws;
  }

  /** In the order of their names. */
  parameters(): StoredParameter[] {
    return [...this.#parameters.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  find(name: string): StoredParameter | undefined {
    return this.#parameters.get(name);
  }

  /** Whether there is a parameter of this name or ARN. */
  has(reference: string): boolean {
    return this.#parameters.has(this.#withoutArn(reference));
  }

  /** What PutParameter does: a new parameter, or with `overwrite` a new version of one that exists. */
  put(wanted: WantedParameter): StoredParameter {
    const { name, value } = wanted;
    const existing = this.#parameters.get(name);
    if (existing && !wanted.overwrite) throw parameterAlreadyExists();
    if (!existing) checkName(name);
    const settings = settingsOf(wanted, existing?.settings);
    const { now } = this.aws.world;
    if (existing) {
      existing.add(value, settings, now);
      return existing;
    }
    const arn = this.aws.arn("ssm", `parameter/${name.replace(/^\//, "")}`);
    const made = new StoredParameter({ name, arn, settings, value, now });
    this.#parameters.set(name, made);
    return made;
  }

  delete(name: string): void {
    if (!this.#parameters.delete(name)) throw parameterNotFound(name);
  }

  /**
   * A parameter as GetParameter answers it, by name or ARN, with a version after a colon where wanted. Throws
   * ParameterNotFound and ParameterVersionNotFound; labels are not simulated, so that none is ever found.
   */
  read(reference: string, withDecryption: boolean): ParameterDescription {
    const [name = "", selector] = this.#withoutArn(reference).split(":");
    const parameter = this.#parameters.get(name);
    if (!parameter) throw parameterNotFound(reference);
    const version = selector === undefined ? parameter.newest : parameter.find(Number(selector));
    if (!version) throw parameterVersionNotFound(name, selector ?? "");
    return describeParameter(parameter, version, {
      withDecryption,
      ...(selector === undefined ? {} : { selector: `:${selector}` }),
    });
  }

  /** An ARN does not say whether the name begins with a slash: `/app/x` and `app/x` have the same. */
  #withoutArn(reference: string): string {
    const prefix = this.aws.arn("ssm", "parameter/");
    if (!reference.startsWith(prefix)) return reference;
    const name = reference.slice(prefix.length);
    return this.#parameters.has(`/${name.split(":")[0]}`) ? `/${name}` : name;
  }
}

function checkName(name: string): void {
  if (RESERVED_PREFIX.test(name))
    throw validationFailed(`Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive): ${name}`);
  if (!NAME.test(name))
    throw validationFailed(`Parameter name: only a-zA-Z0-9_.- and slashes between levels are allowed: ${name}`);
  if (name.includes("/") && !name.startsWith("/"))
    throw validationFailed(`Parameter name: must be a fully qualified name that begins with a slash: ${name}`);
  if (name.split("/").length - 1 > LEVELS_MAX)
    throw validationFailed(`Parameter name: a hierarchy can have a maximum of ${LEVELS_MAX} levels: ${name}`);
}
