import { isGood } from "./history.ts";
import type { Invariant, Violation } from "./invariants.ts";
import type { Played } from "./play.ts";

/** What is counted for each invariant: times when a mistake would have broken it. */
export const PUT_TO_THE_TEST: Readonly<Record<Invariant, string>> = {
  "runs what was decided": "services that did not run it yet when the faults stopped",
  "nothing is unfinished": "rollouts under way, notices or entries waiting, when the faults stopped",
  "nothing stays claimed": "claims open and services watched when the faults stopped",
  "only the newest decision is deployed": "calls of UpdateService that a newer decision overtook on their way",
  "what people chose stands": "services that were held, rolled back or deployed to by a person",
  "known good is good": "deployments of images that end or hang",
  "healthy where it was": "times that a service was without a healthy task",
  "every decision has its record": "writes of what is remembered that another one came before",
  "told once, closed once": "calls to Slack whose outcome was not answered",
  "observing touches nothing": "services that observed a move",
  "no orphan revision": "registrations whose outcome was not answered",
  "only what fails is in quarantine": "images put into quarantine",
};

/** Faults after which nobody knows what a call has done. */
const UNANSWERED: readonly string[] = ["errorAfter", "timeoutAfter", "kill"];

/** How often each invariant was put to the test. `unsettled` is what was not as it must be when the faults stopped. */
export async function closenessOf(
  played: Played,
  unsettled: readonly Violation[],
): Promise<Readonly<Record<Invariant, number>>> {
  const { garden, history, watch, outages, behaviors } = played;
  const states = await garden.services.readMany(history.services.map(({ name }) => `shop/${name}`));
  const unsettledOf = (wanted: Invariant): number => unsettled.filter(({ invariant }) => invariant === wanted).length;
  const unanswered = (operation: string): number =>
    garden.simulator.faults.injected
      .filter(({ fault, what }) => UNANSWERED.includes(fault) && what.startsWith(operation))
      .reduce((sum, { count }) => sum + count, 0);
  return {
    "runs what was decided": unsettledOf("runs what was decided"),
    "nothing is unfinished": unsettledOf("nothing is unfinished"),
    "nothing stays claimed": unsettledOf("nothing stays claimed"),
    "only the newest decision is deployed": watch.overtakenCalls,
    "what people chose stands": played.held.size + played.rolledBack.size + played.foreign.size,
    "known good is good": watch.deployedDigests.filter((digest) => !isGood(behaviors.get(digest) ?? "healthy")).length,
    "healthy where it was": outages.count,
    "every decision has its record": watch.lostWrites,
    "told once, closed once": unanswered("slack:"),
    "observing touches nothing": states.filter(({ withheld }) => withheld?.restraint.kind === "observed").length,
    "no orphan revision": unanswered("ecs:RegisterTaskDefinition"),
    "only what fails is in quarantine": (await garden.person.quarantines.all()).length,
  };
}
