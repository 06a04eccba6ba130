import { hexadecimal } from "../../random.ts";
import type { ResourceType } from "../resource-type.ts";

const NAME_CHARACTERS_MAX = 64;

/** Kept with its policies as the stack's resource. Policies are not evaluated yet: whoever holds a role may do everything. */
export const iamRole: ResourceType = {
  type: "AWS::IAM::Role",
  properties: {
    RoleName: "honoured",
    Path: "honoured",
    AssumeRolePolicyDocument: "honoured",
    Policies: "honoured",
    ManagedPolicyArns: "honoured",
    Description: { withoutEffect: "no simulated operation shows it" },
  },
  create: ({ properties, stack, generateName }) => {
    const name = properties.optionalText("RoleName") ?? generateName(NAME_CHARACTERS_MAX);
    const path = properties.optionalText("Path") ?? "/";
    const id = hexadecimal(stack.aws.world.random, 17).toUpperCase();
    return {
      ref: name,
      attributes: { Arn: `arn:aws:iam::${stack.aws.account}:role${path}${name}`, RoleId: `AROA${id}` },
    };
  },
};
