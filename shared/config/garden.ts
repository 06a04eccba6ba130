import * as v from "valibot";
import type { Policy, Severity } from "../core/model.ts";
import type { QuietHours } from "../core/quiet-hours.ts";
import { follow } from "./schema/image.ts";
import type { SinkSettings } from "./schema/sinks.ts";

/**
 * What a garden file says, and what it means for one service. Defaults are applied when a policy is asked for and never
 * stored, so that a new default reaches every garden.
 */
export interface Garden {
  readonly notify: {
    readonly slack: { readonly channel: string | undefined };
    /** Which channels read what instead; the first that fits counts. */
    readonly routes: readonly Route[];
    /** When only what is critical is told. */
    readonly quietHours: QuietHours | undefined;
    /** Where else notices go, by a name that people gave. */
    readonly sinks: Readonly<Record<string, SinkSettings>>;
  };
  readonly defaults: { readonly mode: Policy["mode"] | undefined; readonly rollout: RolloutSettings };
  /** By `cluster/service`, as `shop/api`. */
  readonly services: Readonly<Record<string, ServiceSettings>>;
}

/** A channel, and what it reads: every condition that is written must hold. */
export interface Route {
  /** Patterns of `cluster/service`, in which `*` stands for any characters. */
  readonly services?: readonly string[];
  /** The value of the service's tag `gardener:team`. */
  readonly team?: string;
  readonly severity?: Severity;
  readonly channel: string;
}

/** What was written about one service; undefined where nothing was. */
interface ServiceSettings {
  readonly follow: string | undefined;
  readonly mode: Policy["mode"] | undefined;
  readonly rollout: RolloutSettings;
}

/** What was written about rollouts; undefined where nothing was. */
interface RolloutSettings {
  readonly bakeSeconds: number | undefined;
  readonly deadlineSeconds: number | undefined;
  readonly rollback: Policy["rollback"] | undefined;
  readonly rightsize: "suggest" | "apply" | undefined;
  readonly rightsizeMemoryMax: number | undefined;
}

/** What holds for one service, defaults included. */
export interface ServicePolicy extends Omit<Policy, "follow"> {
  /** `latest` or another image tag; `tag` for the one each container's image names; undefined: the service is left alone. */
  readonly follow: Policy["follow"] | undefined;
  /** What is wrong with the service's own `gardener:follow` tag and what to write instead; undefined where nothing is. */
  readonly followTagProblem: string | undefined;
}

/** Five minutes: most images that crash under their first traffic have done so by then. */
const BAKE_SECONDS_DEFAULT = 5 * 60;

/** Twenty minutes: room for a fleet that rolls a few tasks at a time with slow health checks. */
const DEADLINE_SECONDS_DEFAULT = 20 * 60;

/** MiB: a size that no forgotten leak makes expensive. */
const RIGHTSIZE_MEMORY_MAX_DEFAULT = 4096;

const NOTHING_WRITTEN: RolloutSettings = {
  bakeSeconds: undefined,
  deadlineSeconds: undefined,
  rollback: undefined,
  rightsize: undefined,
  rightsizeMemoryMax: undefined,
};

/** The settings of an empty file, for what a file leaves out. */
export const EMPTY_GARDEN: Garden = {
  notify: { slack: { channel: undefined }, routes: [], quietHours: undefined, sinks: {} },
  defaults: { mode: undefined, rollout: NOTHING_WRITTEN },
  services: {},
};

/**
 * What holds for `service` (`cluster/service`): its own entry, else `defaults`, else what is built in.
 * `followTag` is the value of the ECS service tag `gardener:follow`; where the garden file says what the service follows,
 * the file wins and the tag is not even read, because the file is reviewed and the tag is set by anybody who may tag.
 */
export function servicePolicy(garden: Garden, service: string, followTag?: string): ServicePolicy {
  const own = Object.hasOwn(garden.services, service) ? garden.services[service] : undefined;
  const defaults = garden.defaults.rollout;
  return {
    ...followed(own?.follow, followTag),
    bakeSeconds: own?.rollout.bakeSeconds ?? defaults.bakeSeconds ?? BAKE_SECONDS_DEFAULT,
    deadlineSeconds: own?.rollout.deadlineSeconds ?? defaults.deadlineSeconds ?? DEADLINE_SECONDS_DEFAULT,
    rollback: own?.rollout.rollback ?? defaults.rollback ?? "auto",
    mode: own?.mode ?? garden.defaults.mode ?? "act",
    rightsizeMemoryMax:
      (own?.rollout.rightsize ?? defaults.rightsize) === "apply"
        ? (own?.rollout.rightsizeMemoryMax ?? defaults.rightsizeMemoryMax ?? RIGHTSIZE_MEMORY_MAX_DEFAULT)
        : undefined,
  };
}

function followed(
  written: string | undefined,
  tag: string | undefined,
): Pick<ServicePolicy, "follow" | "followTagProblem"> {
  if (written !== undefined || tag === undefined) return { follow: written, followTagProblem: undefined };
  const read = v.safeParse(follow, tag);
  if (read.success) return { follow: read.output, followTagProblem: undefined };
  return { follow: undefined, followTagProblem: `ECS service tag gardener:follow: ${read.issues[0].message}` };
}
