import type { ParameterTier, ParameterType } from "@aws-sdk/client-ssm";
import { AwsError } from "../../aws.ts";
import { validationFailed } from "./errors.ts";

/** What somebody wants to put under a name. */
export interface WantedParameter {
  readonly name: string;
  readonly value: string;
  /** Needed for a new parameter only. */
  readonly type?: ParameterType | undefined;
  readonly overwrite?: boolean | undefined;
  readonly description?: string | undefined;
  readonly keyId?: string | undefined;
  readonly allowedPattern?: string | undefined;
  readonly tier?: ParameterTier | undefined;
}

/** What belongs to a parameter, not to one of its versions. */
export interface ParameterSettings {
  readonly type: ParameterType;
  readonly tier: "Standard" | "Advanced";
  readonly description: string | undefined;
  readonly keyId: string | undefined;
  readonly allowedPattern: string | undefined;
}

/** Systems Manager user guide, parameter tiers: 4 KB and 8 KB. */
const VALUE_BYTES_MAX = { Standard: 4_096, Advanced: 8_192 } as const;

/** What a new version does not say stays as it was; a type never changes. Throws what PutParameter refuses. */
export function settingsOf(wanted: WantedParameter, before: ParameterSettings | undefined): ParameterSettings {
  const type = wanted.type ?? before?.type;
  if (type === undefined) throw validationFailed("A parameter type is required when you create a parameter.");
  if (before && before.type !== type)
    throw new AwsError(
      "HierarchyTypeMismatchException",
      `Parameter Store doesn't support changing a parameter type: ${wanted.name} is a ${before.type}. You must create a new, unique parameter.`,
    );
  const settings = {
    type,
    tier: tierOf(wanted, before),
    description: wanted.description ?? before?.description,
    keyId: wanted.keyId ?? before?.keyId,
    allowedPattern: wanted.allowedPattern ?? before?.allowedPattern,
  };
  checkValue(wanted.value, settings);
  return settings;
}

/** Systems Manager user guide, managing parameter tiers. */
function tierOf(wanted: WantedParameter, before: ParameterSettings | undefined): "Standard" | "Advanced" {
  const isAdvanced = before?.tier === "Advanced";
  const tier = wanted.tier ?? before?.tier ?? "Standard";
  switch (tier) {
    case "Intelligent-Tiering":
      return isAdvanced || Buffer.byteLength(wanted.value) > VALUE_BYTES_MAX.Standard ? "Advanced" : "Standard";
    case "Standard":
      if (isAdvanced)
        throw validationFailed(
          "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter.",
        );
      return "Standard";
    case "Advanced":
      return "Advanced";
    default:
      throw unknownTier(tier);
  }
}

function checkValue(value: string, { tier, allowedPattern }: ParameterSettings): void {
  if (value === "") throw validationFailed("Value '' at 'value' failed to satisfy constraint: must not be empty");
  if (Buffer.byteLength(value) > VALUE_BYTES_MAX[tier])
    throw validationFailed(
      `${tier} tier parameters support a maximum parameter value of ${VALUE_BYTES_MAX[tier]} characters.`,
    );
  if (/\{\{.*\}\}/s.test(value))
    throw validationFailed("Parameter value can't nest another parameter. Do not use {{}} in the value.");
  if (allowedPattern !== undefined && !new RegExp(allowedPattern).test(value))
    throw new AwsError(
      "ParameterPatternMismatchException",
      `Parameter value, cannot be validated against allowedPattern: ${allowedPattern}`,
    );
}

const unknownTier = (tier: never): Error => validationFailed(`Value '${String(tier)}' at 'tier' is not known`);
