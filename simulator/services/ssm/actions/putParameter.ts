import type { PutParameterRequest, PutParameterResult } from "@aws-sdk/client-ssm";
import { type Action, AwsError } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { notSimulated, refuseParameters } from "../../../not-simulated.ts";
import { parameterAlreadyExists, validationFailed } from "../errors.ts";
import type { ParameterSettings, StoredParameter } from "../parameter.ts";

/** Systems Manager user guide, parameter tiers: 4 KB and 8 KB. */
const VALUE_BYTES_MAX = { Standard: 4_096, Advanced: 8_192 } as const;

export const putParameter: Action<Checked<PutParameterRequest>, PutParameterResult> = (input, { aws, world }) => {
  refuseParameters("PutParameter", input, ["Policies"]);
  if ((input.DataType ?? "text") !== "text") throw notSimulated("PutParameter", `parameter DataType ${input.DataType}`);
  const existing = aws.ssm.find(input.Name);
  if (existing && !input.Overwrite) throw parameterAlreadyExists();
  if (input.Overwrite && input.Tags)
    throw validationFailed("Invalid request: tags and overwrite can't be used together.");
  const settings = settingsOf(input, existing);
  checkValue(input.Value, settings);
  const parameter = existing ?? aws.ssm.create(input.Name, settings);
  parameter.settings = settings;
  for (const tag of input.Tags ?? []) parameter.tags.set(tag.Key, tag.Value);
  return { Version: parameter.add(input.Value, world.now).version, Tier: settings.tier };
};

/** What a new version does not say stays as it was; a type never changes. */
function settingsOf(input: Checked<PutParameterRequest>, existing: StoredParameter | undefined): ParameterSettings {
  const type = input.Type ?? existing?.settings.type;
  if (type === undefined) throw validationFailed("A parameter type is required when you create a parameter.");
  if (existing && existing.settings.type !== type)
    throw new AwsError(
      "HierarchyTypeMismatchException",
      `Parameter Store doesn't support changing a parameter type: ${input.Name} is a ${existing.settings.type}. You must create a new, unique parameter.`,
    );
  return {
    type,
    tier: tierOf(input, existing),
    description: input.Description ?? existing?.settings.description,
    keyId: input.KeyId ?? existing?.settings.keyId,
    allowedPattern: input.AllowedPattern ?? existing?.settings.allowedPattern,
  };
}

/** Systems Manager user guide, managing parameter tiers. */
function tierOf(input: Checked<PutParameterRequest>, existing: StoredParameter | undefined): "Standard" | "Advanced" {
  const isAdvanced = existing?.settings.tier === "Advanced";
  const tier = input.Tier ?? existing?.settings.tier ?? "Standard";
  switch (tier) {
    case "Intelligent-Tiering":
      return isAdvanced || Buffer.byteLength(input.Value) > VALUE_BYTES_MAX.Standard ? "Advanced" : "Standard";
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
