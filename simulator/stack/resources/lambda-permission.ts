import type { ResourceType } from "../resource-type.ts";

export const lambdaPermission: ResourceType = {
  type: "AWS::Lambda::Permission",
  properties: {
    FunctionName: "honoured",
    Action: "honoured",
    Principal: "honoured",
    SourceArn: "honoured",
    SourceAccount: "honoured",
  },
  create: ({ properties, stack, generateName }) => {
    stack.aws.lambda.addPermission(properties.text("FunctionName"), {
      action: properties.text("Action"),
      principal: properties.text("Principal"),
      sourceArn: properties.optionalText("SourceArn"),
      sourceAccount: properties.optionalText("SourceAccount"),
    });
    const ref = generateName(100);
    return { ref, attributes: { Id: ref } };
  },
};
