import type { ResourceType } from "./resource-type.ts";
import { cloudwatchAlarm } from "./resources/cloudwatch-alarm.ts";
import { dynamodbTable } from "./resources/dynamodb-table.ts";
import { eventsRule } from "./resources/events-rule.ts";
import { iamRole } from "./resources/iam-role.ts";
import { lambdaEventInvokeConfig } from "./resources/lambda-event-invoke-config.ts";
import { lambdaEventSourceMapping } from "./resources/lambda-event-source-mapping.ts";
import { lambdaFunction } from "./resources/lambda-function.ts";
import { lambdaPermission } from "./resources/lambda-permission.ts";
import { logsLogGroup } from "./resources/logs-log-group.ts";
import { sqsQueue } from "./resources/sqs-queue.ts";
import { sqsQueuePolicy } from "./resources/sqs-queue-policy.ts";
import { ssmParameter } from "./resources/ssm-parameter.ts";

/** Every resource type that a template may hold, by its name. */
export const RESOURCE_TYPES: ReadonlyMap<string, ResourceType> = new Map(
  [
    cloudwatchAlarm,
    dynamodbTable,
    eventsRule,
    iamRole,
    lambdaEventInvokeConfig,
    lambdaEventSourceMapping,
    lambdaFunction,
    lambdaPermission,
    logsLogGroup,
    sqsQueue,
    sqsQueuePolicy,
    ssmParameter,
  ].map((resourceType) => [resourceType.type, resourceType]),
);
