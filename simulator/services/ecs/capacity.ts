import type { CapacityProviderStrategyItem, LaunchType } from "@aws-sdk/client-ecs";
import { notSimulated } from "../../not-simulated.ts";
import { invalidParameter } from "./errors.ts";
import type { ClusterRecord } from "./model.ts";

/** API reference, CreateService: most items of a capacity provider strategy. */
const STRATEGY_ITEMS_MAX = 20;

const FARGATE_PROVIDERS = ["FARGATE", "FARGATE_SPOT"];

export interface Capacity {
  readonly launchType: "FARGATE" | undefined;
  readonly capacityProviderStrategy: CapacityProviderStrategyItem[] | undefined;
}

/**
 * Where tasks run: the launch type, else the strategy, else the cluster's default strategy, else EC2 (API reference,
 * CreateService). Only Fargate is simulated.
 */
export function chooseCapacity(
  operation: string,
  cluster: ClusterRecord,
  input: {
    readonly launchType?: LaunchType | undefined;
    readonly capacityProviderStrategy?: CapacityProviderStrategyItem[] | undefined;
  },
): Capacity {
  const given = input.capacityProviderStrategy?.length ? input.capacityProviderStrategy : undefined;
  if (input.launchType && given)
    throw invalidParameter(
      "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.",
    );
  if (input.launchType) return ofLaunchType(operation, input.launchType);
  const inherited = cluster.settings.defaultCapacityProviderStrategy;
  const strategy = given ?? (inherited?.length ? inherited : undefined);
  if (!strategy) return ofLaunchType(operation, "EC2");
  checkStrategy(operation, strategy);
  return { launchType: undefined, capacityProviderStrategy: strategy };
}

function ofLaunchType(operation: string, launchType: LaunchType): Capacity {
  switch (launchType) {
    case "FARGATE":
      return { launchType, capacityProviderStrategy: undefined };
    case "EC2":
    case "EXTERNAL":
    case "MANAGED_INSTANCES":
      throw notSimulated(operation, `launch type ${launchType}`);
    default:
      return launchType satisfies never;
  }
}

/** Texts inferred, rules of the ECS developer guide, fargate-capacity-providers. */
function checkStrategy(operation: string, strategy: readonly CapacityProviderStrategyItem[]): void {
  const other = strategy.find(({ capacityProvider = "" }) => !FARGATE_PROVIDERS.includes(capacityProvider));
  if (other) throw notSimulated(operation, `capacity provider ${other.capacityProvider}`);
  if (strategy.length > STRATEGY_ITEMS_MAX)
    throw invalidParameter(`A capacity provider strategy can have at most ${STRATEGY_ITEMS_MAX} items.`);
  if (strategy.every(({ weight = 0 }) => weight === 0))
    throw invalidParameter("At least one capacity provider in the strategy must have a weight greater than zero.");
  if (strategy.filter(({ base = 0 }) => base > 0).length > 1)
    throw invalidParameter("Only one capacity provider in a strategy can have a base defined.");
}
