import { expect, test } from "@jest/globals";
import { callsNotAllowed } from "../support/permissions.ts";

const template = {
  Resources: {
    DeployLambdaFunction: {
      Type: "AWS::Lambda::Function",
      Properties: { FunctionName: "ecs-gardener-deploy", Role: { "Fn::GetAtt": ["DeployRole", "Arn"] } },
    },
    DeployRole: {
      Type: "AWS::IAM::Role",
      Properties: {
        Policies: [
          { PolicyDocument: { Statement: [{ Action: ["sqs:SendMessage"] }, { Action: ["tag:GetResources"] }] } },
        ],
      },
    },
  },
};

test.each([
  ["deploy", "ecs:UpdateService", ["the role of deploy does not allow ecs:UpdateService"]],
  ["deploy", "sqs:SendMessageBatch", []],
  ["deploy", "tagging:GetResources", []],
  ["deploy", "slack:chat.update", []],
  ["administrator", "ecs:UpdateService", []],
])("%s calls %s", (principal, operation, expected) => {
  expect(callsNotAllowed(template, [{ principal, operation, count: 1 }])).toEqual(expected);
});
