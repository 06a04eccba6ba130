import type { Fact, Rollout, ServiceName, ServiceState, TagName, WayBack } from "../model.ts";

/** What is remembered of a service that has never been seen. */
export const unknownService = (service: ServiceName): ServiceState => ({
  service,
  version: 0,
  fence: 0,
  followed: [],
  decided: {},
});

/** Folds one fact into what is remembered. Facts about a rollout apply to the newest one. */
export function evolve(state: ServiceState, fact: Fact): ServiceState {
  switch (fact.kind) {
    case "ServiceAdopted":
      return {
        ...state,
        followed: fact.followed,
        decided: withDecided(state, fact.decided, fact.at),
        ...(fact.knownGood ? { knownGood: fact.knownGood } : {}),
      };
    case "RolloutPlanned":
      return {
        ...state,
        fence: state.fence + 1,
        followed: fact.followed,
        decided: withDecided(state, fact.decided, fact.at),
        rollout: fact.rollout,
        ...(fact.knownGood ? { knownGood: fact.knownGood } : {}),
      };
    case "RolloutRefused":
      return {
        ...state,
        followed: fact.followed,
        decided: withDecided(state, fact.decided, fact.at),
        rollout: isUnderWay(state.rollout) ? state.rollout : fact.rollout,
      };
    case "RolloutSuperseded":
      return withRollout(state, { status: "Superseded", endedAt: fact.at, reason: fact.reason });
    case "RolloutResumed":
      return {
        ...(state.rollout?.wayBack
          ? withWayBack(state, { leaseUntil: fact.leaseUntil })
          : withRollout(state, { leaseUntil: fact.leaseUntil })),
        fence: state.fence + 1,
      };
    case "RevisionRegistered":
      return withRollout(state, { taskDefinition: fact.taskDefinition });
    case "DeploymentStarted":
      return withRollout(state, {
        ...(state.rollout ? { deadlineAt: fact.at + state.rollout.deadlineAt - state.rollout.plannedAt } : {}),
        status: "InProgress",
        deploymentId: fact.deploymentId,
        startedAt: fact.at,
        reason: "ECS is replacing the tasks",
      });
    case "DeploymentCompleted":
      return withRollout(state, {
        status: "Baking",
        deployedAt: fact.at,
        bakeUntil: fact.bakeUntil,
        reason: "ECS has replaced the tasks; now they must stay up",
      });
    case "RolloutCompleted":
      return {
        ...withRollout(state, {
          status: "Completed",
          endedAt: fact.at,
          reason:
            fact.warnings.length === 0
              ? "all tasks run the new image and stayed up"
              : ["ECS has replaced the tasks", ...fact.warnings].join("; "),
          warnings: [...(state.rollout?.warnings ?? []), ...fact.warnings],
        }),
        ...(fact.knownGood ? { knownGood: fact.knownGood } : {}),
      };
    case "RolloutFailed":
      return {
        ...withRollout(state, {
          status: "Failed",
          reason: fact.reason,
          ...(fact.wayBack ? { wayBack: fact.wayBack } : { endedAt: fact.at }),
        }),
        fence: state.fence + 1,
      };
    case "ReturnRevisionRegistered":
      return withWayBack(state, { taskDefinition: fact.taskDefinition });
    case "ReturnStarted": {
      const wayBack = state.rollout?.wayBack;
      return withWayBack(state, {
        status: "InProgress",
        deploymentId: fact.deploymentId,
        ...(wayBack ? { deadlineAt: fact.at + wayBack.deadlineAt - wayBack.startedAt } : {}),
      });
    }
    case "ReturnCompleted": {
      // ECS went back by itself: AWS calls that a rollback. Where we had to do it, the rollout stays what it is, failed.
      const status = state.rollout?.wayBack?.by === "ecs" ? "RolledBack" : "Failed";
      return withRollout(withWayBack(state, { status: "Done" }), { status, endedAt: fact.at });
    }
    case "ReturnFailed":
      return {
        ...withRollout(withWayBack(state, { status: "Failed" }), {
          endedAt: fact.at,
          warnings: [...(state.rollout?.warnings ?? []), fact.reason],
        }),
        fence: state.fence + 1,
      };
    default: {
      const never: never = fact;
      return never;
    }
  }
}

/** Whether something is still to happen to the rollout: ECS works on it, it bakes, or the service is on its way back. */
export function isUnderWay(rollout: Rollout | undefined): rollout is Rollout {
  return rollout !== undefined && rollout.endedAt === undefined;
}

function withDecided(
  state: ServiceState,
  digests: Readonly<Record<TagName, string>>,
  at: number,
): ServiceState["decided"] {
  const added = Object.entries(digests).map(([tag, digest]) => [tag, { digest, at }] as const);
  return { ...state.decided, ...Object.fromEntries(added) };
}

function withRollout(state: ServiceState, change: Partial<Rollout>): ServiceState {
  return state.rollout ? { ...state, rollout: { ...state.rollout, ...change } } : state;
}

function withWayBack(state: ServiceState, change: Partial<WayBack>): ServiceState {
  const wayBack = state.rollout?.wayBack;
  return wayBack ? withRollout(state, { wayBack: { ...wayBack, ...change } }) : state;
}
