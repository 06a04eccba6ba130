import type { ResourceType } from "../resource-type.ts";

const NAME_CHARACTERS_MAX = 255;

export const dynamodbTable: ResourceType = {
  type: "AWS::DynamoDB::Table",
  properties: {
    TableName: "honoured",
    AttributeDefinitions: "honoured",
    BillingMode: "honoured",
    GlobalSecondaryIndexes: "honoured",
    KeySchema: "honoured",
    LocalSecondaryIndexes: "honoured",
    ProvisionedThroughput: "honoured",
    TimeToLiveSpecification: "honoured",
    PointInTimeRecoverySpecification: "honoured",
    SSESpecification: { withoutEffect: "encryption at rest is not to be seen from outside" },
    DeletionProtectionEnabled: { withoutEffect: "the simulator deletes no stack" },
  },
  create: async ({ properties, stack, generateName }) => {
    const { dynamodb } = stack.aws;
    const { TimeToLiveSpecification, PointInTimeRecoverySpecification, ...definition } = properties.all;
    const TableName = properties.optionalText("TableName") ?? generateName(NAME_CHARACTERS_MAX);
    await dynamodb.createTable({ ...definition, TableName });
    if (TimeToLiveSpecification) await dynamodb.perform("UpdateTimeToLive", { TableName, TimeToLiveSpecification });
    if (PointInTimeRecoverySpecification)
      await dynamodb.perform("UpdateContinuousBackups", { TableName, PointInTimeRecoverySpecification });
    return { ref: TableName, attributes: { Arn: stack.aws.arn("dynamodb", `table/${TableName}`) } };
  },
};
