import type { Item, Table } from "../aws/dynamodb.ts";
import type { Instant, RecordEntry, ServiceName, ServiceState } from "../core/model.ts";
import { unknownService } from "../core/rollout/evolve.ts";

/** The record of what happened and why is kept for so long: a quarter answers "since when?" */
const RECORD_KEPT_SECONDS = 90 * 24 * 3600;

/** What is remembered of each service, what happened to it, and which services somebody must look at again. */
export interface Services {
  /** What is remembered; version 0 if nothing is. */
  read(service: ServiceName): Promise<ServiceState>;
  /** The same for many, in the order of asking. */
  readMany(services: readonly ServiceName[]): Promise<readonly ServiceState[]>;
  /** Writes a state; false if somebody wrote this version, or a later one, meanwhile. */
  save(state: ServiceState): Promise<boolean>;
  /** Appends to the service's record; harmless when done twice. */
  append(service: ServiceName, entry: RecordEntry): Promise<void>;
  record(service: ServiceName): Promise<readonly RecordEntry[]>;
  /** From now on every tick looks at the service, until it is calm. `version`: of the state that is about to be written. */
  markActive(service: ServiceName, version: number, now: Instant): Promise<void>;
  /** `version`: of the state that is calm. A later one that is not stays marked, unless it was never written. */
  markCalm(service: ServiceName, version: number, now: Instant): Promise<void>;
  active(): Promise<readonly ServiceName[]>;
}

/** Whoever marked a service and has not written it by then died in between: no function runs for longer. */
const WRITTEN_WITHIN_SECONDS = 360;

const ACTIVE = "active";
const VERSION_DIGITS = 10;

export function createServices(table: Table): Services {
  return {
    async read(service) {
      return stateOf(service, await table.get(stateKey(service)));
    },

    async readMany(services) {
      const items = await table.getMany(services.map(stateKey));
      return services.map((service, index) => stateOf(service, items[index]));
    },

    async save(state) {
      return table.put(
        { ...stateKey(state.service), version: state.version, state },
        state.version === 1
          ? { expression: "attribute_not_exists(pk)" }
          : {
              expression: "#version = :version",
              names: { "#version": "version" },
              values: { ":version": state.version - 1 },
            },
      );
    },

    async append(service, entry) {
      const sk = `entry#${String(entry.version).padStart(VERSION_DIGITS, "0")}`;
      await table.put({
        pk: recordPartition(service),
        sk,
        entry,
        expiresAt: Math.ceil(entry.at / 1000) + RECORD_KEPT_SECONDS,
      });
    },

    async record(service) {
      const items = await table.partition(recordPartition(service));
      return items.map((item) => item["entry"] as RecordEntry);
    },

    async markActive(service, version, now) {
      await table.put(
        { pk: ACTIVE, sk: service, version, at: now },
        {
          expression: "attribute_not_exists(pk) OR #version < :version",
          names: { "#version": "version" },
          values: { ":version": version },
        },
      );
    },

    async markCalm(service, version, now) {
      await table.remove(
        { pk: ACTIVE, sk: service },
        {
          expression: "#version <= :version OR #at <= :abandoned",
          names: { "#version": "version", "#at": "at" },
          values: { ":version": version, ":abandoned": now - WRITTEN_WITHIN_SECONDS * 1000 },
        },
      );
    },

    async active() {
      const items = await table.partition(ACTIVE);
      return items.map(({ sk }) => sk);
    },
  };
}

const stateOf = (service: ServiceName, item: Item | undefined): ServiceState =>
  (item?.["state"] as ServiceState | undefined) ?? unknownService(service);

const stateKey = (service: ServiceName) => ({ pk: `service#${service}`, sk: "state" });
const recordPartition = (service: ServiceName): string => `record#${service}`;
