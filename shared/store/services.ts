import type { Table } from "../aws/dynamodb.ts";
import type { Fact, Instant, ServiceName, ServiceState } from "../core/model.ts";
import { unknownService } from "../core/rollout/evolve.ts";

/** The record of what happened and why is kept for so long: a quarter answers "since when?" */
const RECORD_KEPT_SECONDS = 90 * 24 * 3600;

/** What happened at one look at a service, and why. */
export interface Entry {
  readonly at: Instant;
  readonly facts: readonly Fact[];
  readonly reasons: readonly string[];
}

/** What is remembered of each service, what happened to it, and which services somebody must look at again. */
export interface Services {
  /** What is remembered; version 0 if nothing is. */
  read(service: ServiceName): Promise<ServiceState>;
  /** Writes the next version; false if somebody wrote one meanwhile. */
  save(state: ServiceState): Promise<boolean>;
  /** Appends to the service's record. */
  append(service: ServiceName, version: number, entry: Entry): Promise<void>;
  record(service: ServiceName): Promise<readonly Entry[]>;
  /** From now on every tick looks at the service, until it is calm. */
  markActive(service: ServiceName): Promise<void>;
  markCalm(service: ServiceName): Promise<void>;
  active(): Promise<readonly ServiceName[]>;
}

const ACTIVE = "active";
const VERSION_DIGITS = 10;

export function createServices(table: Table): Services {
  return {
    async read(service) {
      const item = await table.get(stateKey(service));
      return (item?.["state"] as ServiceState | undefined) ?? unknownService(service);
    },

    async save(state) {
      const next = { ...state, version: state.version + 1 };
      return table.put(
        { ...stateKey(state.service), version: next.version, state: next },
        state.version === 0
          ? { expression: "attribute_not_exists(pk)" }
          : {
              expression: "#version = :version",
              names: { "#version": "version" },
              values: { ":version": state.version },
            },
      );
    },

    async append(service, version, entry) {
      const sk = `entry#${String(version).padStart(VERSION_DIGITS, "0")}`;
      await table.put({
        pk: recordPartition(service),
        sk,
        entry,
        expiresAt: Math.ceil(entry.at / 1000) + RECORD_KEPT_SECONDS,
      });
    },

    async record(service) {
      const items = await table.partition(recordPartition(service));
      return items.map((item) => item["entry"] as Entry);
    },

    async markActive(service) {
      await table.put({ pk: ACTIVE, sk: service });
    },

    async markCalm(service) {
      await table.remove({ pk: ACTIVE, sk: service });
    },

    async active() {
      const items = await table.partition(ACTIVE);
      return items.map(({ sk }) => sk);
    },
  };
}

const stateKey = (service: ServiceName) => ({ pk: `service#${service}`, sk: "state" });
const recordPartition = (service: ServiceName): string => `record#${service}`;
