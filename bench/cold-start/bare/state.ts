import { get, type Item, put } from "./table.ts";

/** What is remembered of a service, written down as ours does: it is active, what is known now, what happened. */
export interface State {
  readonly version: number;
  readonly rollout?: Item;
}

export async function readState(service: string): Promise<State> {
  return ((await get(`service#${service}`, "state"))?.["state"] ?? { version: 0 }) as State;
}

export async function saveState(service: string, before: State, change: Item): Promise<State> {
  const state = { ...before, version: before.version + 1, rollout: { ...before.rollout, ...change } };
  await put({ pk: "active", sk: service });
  const item = { pk: `service#${service}`, sk: "state", version: state.version, state };
  if (before.version === 0) await put(item, "attribute_not_exists(pk)");
  else await put(item, "version = :version", { ":version": before.version });
  await put({ pk: `record#${service}`, sk: `entry#${String(state.version).padStart(10, "0")}`, entry: change });
  return state;
}

/** One delivery of an event does the work. */
export async function claim(eventId: string): Promise<void> {
  await put(
    { pk: `event#${eventId}`, sk: "claim", state: "open", until: Date.now() + 60_000 },
    "attribute_not_exists(pk)",
  );
}

export async function renewClaim(eventId: string): Promise<void> {
  await put({ pk: `event#${eventId}`, sk: "claim", state: "open", until: Date.now() + 60_000 });
}

export async function finishClaim(eventId: string): Promise<void> {
  await put({ pk: `event#${eventId}`, sk: "claim", state: "finished", until: Date.now() });
}
