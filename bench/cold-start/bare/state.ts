import { get, getMany, type Item, put } from "./table.ts";

/** What is remembered of a service, written down as ours does: it is active, what is known now, what is to be recorded. */
export interface State {
  readonly version: number;
  readonly rollout?: Item;
  readonly unrecorded?: readonly Item[];
}

const stateOf = (item: Item | undefined): State => (item?.["state"] ?? { version: 0 }) as State;

export async function readState(service: string): Promise<State> {
  return stateOf(await get(`service#${service}`, "state"));
}

export async function readStates(services: readonly string[]): Promise<readonly State[]> {
  return (await getMany(services.map((service) => ({ pk: `service#${service}`, sk: "state" })))).map(stateOf);
}

/** Whether a person has paused everything. */
export const readPause = (): Promise<Item | undefined> => get("garden", "pause");

/** Whether an image failed before, here or everywhere. */
export async function readQuarantine(service: string, digest: string): Promise<boolean> {
  const keys = [digest, `${digest} ${service}`].map((sk) => ({ pk: "quarantine", sk }));
  return (await getMany(keys)).length > 0;
}

export async function saveState(service: string, before: State, change: Item): Promise<State> {
  const version = before.version + 1;
  const unrecorded = [...(before.unrecorded ?? []), { version, change }];
  const state = { ...before, version, rollout: { ...before.rollout, ...change }, unrecorded };
  await put({ pk: "active", sk: service, version }, "attribute_not_exists(pk) OR version < :version", {
    ":version": version,
  }).catch(unlessNewer);
  await write(service, state);
  return state;
}

/** What was told and recorded is taken out of the state. */
export async function emptyState(service: string, before: State): Promise<State> {
  const { unrecorded: _unrecorded, ...state } = { ...before, version: before.version + 1 };
  await write(service, state);
  return state;
}

async function write(service: string, state: State): Promise<void> {
  const { version } = state;
  const item = { pk: `service#${service}`, sk: "state", version, state };
  if (version === 1) await put(item, "attribute_not_exists(pk)");
  else await put(item, "version = :version", { ":version": version - 1 });
}

/** Somebody marked it for a newer version: then it is marked. */
const unlessNewer = (error: unknown): void => {
  if (!(error instanceof Error && error.name === "ConditionalCheckFailedException")) throw error;
};

/** One delivery of an event does the work; one registers a revision of a family. */
export async function claim(id: string): Promise<void> {
  await put(
    { pk: `event#${id}`, sk: "claim", state: "open", openUntil: Date.now() + 60_000 },
    "attribute_not_exists(pk) OR openUntil <= :now",
    { ":now": Date.now() },
  );
}

export async function renewClaim(id: string, milliseconds = 60_000): Promise<void> {
  await put({ pk: `event#${id}`, sk: "claim", state: "open", openUntil: Date.now() + milliseconds });
}

export async function finishClaim(id: string): Promise<void> {
  await put({ pk: `event#${id}`, sk: "claim", state: "finished", openUntil: Date.now() });
}
