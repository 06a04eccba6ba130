import type { DeploymentConfiguration, DeploymentControllerType, SchedulingStrategy } from "@aws-sdk/client-ecs";
import { notSimulated } from "../../../not-simulated.ts";
import { invalidParameter } from "../errors.ts";
import { defaultPercentages } from "../scheduler/plan.ts";

/** API reference, ThresholdConfiguration: percentages are from 1 to 100. */
const THRESHOLD_PERCENT_MAX = 100;

/**
 * The configuration that a service has after CreateService or UpdateService: what is given over what there was over the
 * defaults. Throws for what is invalid, and for what would act and is not simulated.
 */
export function mergeDeploymentConfiguration(
  operation: string,
  existing: DeploymentConfiguration,
  given: DeploymentConfiguration | undefined,
  { strategy, controller }: { strategy: SchedulingStrategy; controller: DeploymentControllerType },
): DeploymentConfiguration {
  if (given) refuseWhatIsNotSimulated(operation, given);
  const merged: DeploymentConfiguration = {
    ...defaultPercentages(strategy),
    ...(controller === "ECS"
      ? {
          deploymentCircuitBreaker: { enable: false, rollback: false },
          strategy: "ROLLING" as const,
          bakeTimeInMinutes: 0,
        }
      : {}),
    ...existing,
    ...given,
  };
  check(merged, controller);
  return merged;
}

function check(configuration: DeploymentConfiguration, controller: DeploymentControllerType): void {
  const { minimumHealthyPercent = 0, maximumPercent = 0, deploymentCircuitBreaker } = configuration;
  if (minimumHealthyPercent < 0) throw invalidParameter("Minimum healthy percent can't be negative.");
  if (maximumPercent < minimumHealthyPercent)
    throw invalidParameter("Maximum percent cannot be less than minimum healthy percent.");
  if (minimumHealthyPercent === 100 && maximumPercent === 100)
    throw invalidParameter(
      "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.",
    );
  if (controller !== "ECS" && deploymentCircuitBreaker?.enable)
    throw invalidParameter(
      `Deployment circuit breaker feature is not supported for ${controller} deployment controller.`,
    );
  const { type, value = 1 } = deploymentCircuitBreaker?.thresholdConfiguration ?? {};
  if (value < 1 || (type !== "COUNT" && value > THRESHOLD_PERCENT_MAX))
    throw invalidParameter("The circuit breaker threshold value is out of range.");
}

function refuseWhatIsNotSimulated(operation: string, given: DeploymentConfiguration): void {
  const refuse = (what: string) => notSimulated(operation, `parameter deploymentConfiguration.${what}`);
  if (given.alarms?.enable) throw refuse("alarms.enable");
  if (given.strategy && given.strategy !== "ROLLING") throw refuse(`strategy ${given.strategy}`);
  if (given.bakeTimeInMinutes) throw refuse("bakeTimeInMinutes");
  if (given.earlySuccessCriteria?.enable) throw refuse("earlySuccessCriteria");
  if (given.lifecycleHooks?.length) throw refuse("lifecycleHooks");
  if (given.linearConfiguration) throw refuse("linearConfiguration");
  if (given.canaryConfiguration) throw refuse("canaryConfiguration");
}
