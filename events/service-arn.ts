import type { ServiceName } from "../shared/core/model.ts";

/**
 * The long form; a service with the old short ARN cannot be tagged, hence not followed. Names have at most 255 letters
 * (Amazon ECS API reference, CreateCluster and CreateService).
 */
const SERVICE_ARN = /^arn:[^:]+:ecs:[^:]+:\d{12}:service\/(?<service>[^/]{1,255}\/[^/]{1,255})$/;

/** The service that an event is about, by its `resources`, or why it is about none. */
export function serviceOf(resources: readonly string[]): { readonly service: ServiceName } | { readonly why: string } {
  const service = resources.map((arn) => SERVICE_ARN.exec(arn)?.groups?.["service"]).find(Boolean);
  return service === undefined
    ? { why: `no service ARN of the form …:service/cluster/name in resources (${resources.join(", ")})` }
    : { service };
}
