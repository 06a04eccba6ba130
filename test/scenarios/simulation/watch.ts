import type { Instant, Rollout, ServiceName } from "../../../shared/core/model.ts";
import { isUnderWay } from "../../../shared/core/rollout/evolve.ts";
import type { Gardener } from "../../../shared/runtime/gardener.ts";

/** Stands between the functions and AWS, and remembers what the end of a history would not tell any more. */
export class Watch {
  /** Revisions that were sent to ECS though something else had been decided well before. */
  readonly outdated: OutdatedCall[] = [];
  /** Calls of UpdateService during which a newer decision was saved: the fence had let them through. */
  overtakenCalls = 0;
  /** Writes of a service's state that somebody else's came before. */
  lostWrites = 0;
  /** Moves that were deployed, by digest. */
  readonly deployedDigests: string[] = [];
  readonly #decisions = new Map<ServiceName, Decided[]>();

  wrap(gardener: Gardener): Gardener {
    const { ecs, services, environment } = gardener;
    return {
      ...gardener,
      ecs: {
        ...ecs,
        deploy: async (service, taskDefinition) => {
          this.#judge(service, taskDefinition, environment.now());
          const newest = this.#newest(service);
          try {
            return await ecs.deploy(service, taskDefinition);
          } finally {
            if (newest?.id !== this.#newest(service)?.id) this.overtakenCalls++;
          }
        },
      },
      services: {
        ...services,
        save: async (state) => {
          // A write whose answer is lost may have been done.
          let isSaved: boolean | undefined;
          try {
            isSaved = await services.save(state);
            return isSaved;
          } finally {
            if (isSaved === false) this.lostWrites++;
            else
              this.#remember(state.service, {
                at: environment.now(),
                rollout: state.rollout,
                isSure: isSaved === true,
              });
          }
        },
      },
    };
  }

  #remember(service: ServiceName, decided: Decided): void {
    this.#decisions.set(service, [...(this.#decisions.get(service) ?? []), decided]);
  }

  #newest(service: ServiceName): Rollout | undefined {
    return this.#decisions.get(service)?.findLast(({ isSure }) => isSure)?.rollout;
  }

  /** Only what the newest decision says may be sent, or what it said until just now. */
  #judge(service: ServiceName, taskDefinition: string, at: Instant): void {
    const decided = this.#decisions.get(service) ?? [];
    const from = decided.findLastIndex((one) => one.isSure && one.at <= at - UNSEEN_MILLISECONDS);
    const inForce = decided.slice(Math.max(0, from)).map(({ rollout }) => rollout);
    const meant = inForce.find((rollout) => isUnderWay(rollout) && revisionOf(rollout) === taskDefinition);
    if (!meant) this.outdated.push({ service, taskDefinition, at, newest: inForce.at(-1)?.id });
    else if (!meant.wayBack) this.deployedDigests.push(...meant.images.map(({ digest }) => digest));
  }
}

export interface OutdatedCall {
  readonly service: ServiceName;
  readonly taskDefinition: string;
  readonly at: Instant;
  /** The rollout that was the newest then. */
  readonly newest: string | undefined;
}

interface Decided {
  readonly at: Instant;
  readonly rollout: Rollout | undefined;
  readonly isSure: boolean;
}

/** UpdateService has no compare-and-set: what is decided between the look at the fence and the call cannot be seen. */
const UNSEEN_MILLISECONDS = 1_000;

const revisionOf = ({ taskDefinition, wayBack }: Rollout): string | undefined =>
  wayBack ? (wayBack.taskDefinition ?? wayBack.to.taskDefinition) : taskDefinition;
