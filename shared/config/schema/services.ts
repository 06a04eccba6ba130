import * as v from "valibot";
import { isNot } from "../problem.ts";
import { image } from "./image.ts";
import { mode } from "./mode.ts";
import { rollout } from "./rollout.ts";

/** Cluster and service name, each up to 255 letters, digits, `_` and `-`: ECS API reference, CreateCluster and CreateService. */
const SERVICE = /^[A-Za-z0-9_-]{1,255}\/[A-Za-z0-9_-]{1,255}$/;

const serviceName = v.pipe(
  v.string(),
  v.regex(
    SERVICE,
    isNot(
      "a service",
      "write cluster/service, as shop/api: two names of up to 255 letters, digits, _ and -; without a cluster it is default/<service>",
    ),
  ),
);

/** `services`: policy per service, by `cluster/service`. */
export const services = v.record(
  serviceName,
  v.nullish(v.strictObject({ mode: v.exactOptional(mode), image: v.nullish(image), rollout: v.nullish(rollout) })),
);
