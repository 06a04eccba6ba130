import * as v from "valibot";
import { mode } from "./mode.ts";
import { notify } from "./notify.ts";
import { rollout } from "./rollout.ts";
import { services } from "./services.ts";

/**
 * A garden file. A section without content counts as absent, as it is in YAML when all below it is commented out.
 * A new section is one file beside this one and one line here.
 */
export const gardenSchema = v.nullish(
  v.strictObject({
    notify: v.nullish(notify),
    defaults: v.nullish(v.strictObject({ mode: v.exactOptional(mode), rollout: v.nullish(rollout) })),
    services: v.nullish(services),
  }),
);
