import { notSimulated } from "../../../not-simulated.ts";

/** Parameters of CreateService and UpdateService that would act on tasks or traffic; empty ones ask for nothing. */
const ACTING = [
  "loadBalancers",
  "serviceRegistries",
  "volumeConfigurations",
  "vpcLatticeConfigurations",
  "gatewayConnectors",
  "placementConstraints",
  "placementStrategy",
] as const;

type Input = { readonly [Parameter in (typeof ACTING)[number]]?: readonly unknown[] | undefined } & {
  readonly serviceConnectConfiguration?: { readonly enabled: boolean | undefined } | undefined;
  readonly monitoring?: unknown;
};

export function refuseWhatIsNotSimulated(operation: string, input: Input): void {
  for (const parameter of ACTING) if (input[parameter]?.length) throw notSimulated(operation, `parameter ${parameter}`);
  if (input.serviceConnectConfiguration?.enabled)
    throw notSimulated(operation, "parameter serviceConnectConfiguration.enabled");
  if (input.monitoring) throw notSimulated(operation, "parameter monitoring");
}
