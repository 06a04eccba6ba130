import { putParameter } from "../../services/ssm/actions/putParameter.ts";
import type { PropertyReader } from "../properties.ts";
import type { ResourceType } from "../resource-type.ts";

const NAME_CHARACTERS_MAX = 1_011;

export const ssmParameter: ResourceType = {
  type: "AWS::SSM::Parameter",
  properties: { Name: "honoured", Type: "honoured", Value: "honoured", Description: "honoured" },
  create: async ({ properties, stack, generateName }) => {
    const Name = properties.optionalText("Name") ?? generateName(NAME_CHARACTERS_MAX);
    const Type = typeOf(properties);
    const Value = properties.text("Value");
    await putParameter({ Name, Type, Value, Description: properties.optionalText("Description") }, stack.call);
    return { ref: Name, attributes: { Type, Value } };
  },
};

/** CloudFormation makes no SecureString (CloudFormation template reference, AWS::SSM::Parameter). */
function typeOf(properties: PropertyReader): "String" | "StringList" {
  const type = properties.text("Type");
  return type === "String" || type === "StringList"
    ? type
    : properties.refuse("Type", "is neither String nor StringList");
}
