import { AwsError } from "../../aws.ts";

/** Errors that several operations answer, with AWS's codes and texts. */

export const invalidParameter = (message: string): AwsError => new AwsError("InvalidParameterException", message);

/** What AWS refuses for its meaning rather than its form. */
export const clientException = (message: string): AwsError => new AwsError("ClientException", message);

export const clusterNotFound = (): AwsError => new AwsError("ClusterNotFoundException", "Cluster not found.");

export const serviceNotFound = (): AwsError => new AwsError("ServiceNotFoundException", "Service not found.");

export const serviceNotActive = (): AwsError => new AwsError("ServiceNotActiveException", "Service was not ACTIVE.");

export const taskDefinitionNotFound = (): AwsError => clientException("TaskDefinition not found.");
