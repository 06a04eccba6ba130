import { refuseParameters } from "../../not-simulated.ts";

/** What dynalite 4.0.0 would ignore without a word: members of the SDK's shapes that its validations do not know. */
const IGNORED: Readonly<Record<string, readonly string[]>> = {
  CreateTable: [
    "StreamSpecification",
    "SSESpecification",
    "Tags",
    "TableClass",
    "DeletionProtectionEnabled",
    "WarmThroughput",
    "ResourcePolicy",
    "OnDemandThroughput",
    "GlobalTableSourceArn",
    "GlobalTableSettingsReplicationMode",
    "VectorIndexes",
  ],
  DeleteItem: ["ReturnValuesOnConditionCheckFailure"],
  PutItem: ["ReturnValuesOnConditionCheckFailure"],
  UpdateItem: ["ReturnValuesOnConditionCheckFailure"],
  UpdateTable: [
    "AttributeDefinitions",
    "StreamSpecification",
    "SSESpecification",
    "ReplicaUpdates",
    "TableClass",
    "DeletionProtectionEnabled",
    "MultiRegionConsistency",
    "GlobalTableWitnessUpdates",
    "OnDemandThroughput",
    "WarmThroughput",
    "GlobalTableSettingsReplicationMode",
    "DisassociationProtectionEnabled",
    "VectorIndexUpdates",
  ],
};

/** Refuses, by name, a parameter that would otherwise have no effect. */
export function refuseIgnoredParameters(operation: string, input: Readonly<Record<string, unknown>>): void {
  const ignored = Object.hasOwn(IGNORED, operation) ? IGNORED[operation] : undefined;
  refuseParameters(operation, input, ignored ?? []);
}
