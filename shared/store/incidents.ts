import type { Item, Table } from "../aws/dynamodb.ts";
import type { AffectedService, Incident, IncidentNotice, Instant } from "../core/model.ts";
import { roomFor } from "./counting.ts";

/** What an incident did to each service is kept for so long after the last failure, for whoever looks back. */
const AFFECTED_KEPT_SECONDS = 30 * 24 * 3600;

/** An incident that is open, or whose end is still to be told. */
export interface OpenIncident {
  /** As it was told last, or is about to be. */
  readonly incident: Incident;
  /** Raised with every change that is told. */
  readonly version: number;
  /** What is still to be told of this version: written with it, so that no crash loses it. */
  readonly untold?: IncidentNotice;
}

/** Failures of one service that belong to an incident. */
export interface Hit {
  readonly service: AffectedService["service"];
  readonly taskDefinition: string;
  /** Short ids of tasks, or of events where it is about no task. */
  readonly ids: Iterable<string>;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
}

/** Which incident: one of the same key that is opened later is another one. */
export type IncidentId = Pick<Incident, "key" | "openedAt">;

/** Incidents: one item for each that is open, and one for each service that it hit, where every failure counts once. */
export interface Incidents {
  open(): Promise<readonly OpenIncident[]>;
  find(key: string): Promise<OpenIncident | undefined>;
  /** False if one of this key is open already. */
  create(open: OpenIncident): Promise<boolean>;
  /** Writes over the version `before`; false if somebody else did meanwhile. */
  save(open: OpenIncident, before: number): Promise<boolean>;
  /** Takes a closed one out; false if it has another version by now. */
  remove(open: OpenIncident): Promise<boolean>;
  /** Counts failures, each once. */
  count(incident: IncidentId, hit: Hit, now: Instant): Promise<void>;
  /** What it did to each service, as counted by now. */
  affected(incident: IncidentId): Promise<readonly AffectedService[]>;
}

const OPEN = "incidents";

export function createIncidents(table: Table): Incidents {
  return {
    async open() {
      return (await table.partition(OPEN)).map(openIn);
    },

    async find(key) {
      const item = await table.get(keyOf(key));
      return item && openIn(item);
    },

    create: (open) => table.put(itemOf(open), { expression: "attribute_not_exists(pk)" }),

    save: (open, before) => table.put(itemOf(open), isVersion(before)),

    remove: ({ incident, version }) => table.remove(keyOf(incident.key), isVersion(version)),

    async count(incident, { service, taskDefinition, ids, firstAt, lastAt }, now) {
      const key = { pk: partitionOf(incident), sk: service };
      const values = { lastAt, taskDefinition, expiresAt: Math.ceil(now / 1000) + AFFECTED_KEPT_SECONDS };
      const times = { values, firstValues: { firstAt } };
      if (!(await table.add(key, { sets: { ids: [...ids] }, ...times }, roomFor("ids")))) await table.add(key, times);
    },

    async affected(incident) {
      return (await table.partition(partitionOf(incident))).map((item) => ({
        service: item.sk,
        taskDefinition: item["taskDefinition"] as string,
        count: (item["ids"] as ReadonlySet<string> | undefined)?.size ?? 0,
        firstAt: item["firstAt"] as Instant,
        lastAt: item["lastAt"] as Instant,
      }));
    },
  };
}

const keyOf = (key: string) => ({ pk: OPEN, sk: key });

const partitionOf = ({ key, openedAt }: IncidentId): string => `incident#${key}#${openedAt}`;

const itemOf = (open: OpenIncident): Item => ({ ...keyOf(open.incident.key), version: open.version, open });

const openIn = (item: Item): OpenIncident => item["open"] as OpenIncident;

const isVersion = (version: number) => ({
  expression: "#version = :version",
  names: { "#version": "version" },
  values: { ":version": version },
});
