import type { Table } from "../aws/dynamodb.ts";
import type { Quarantine, ServiceName } from "../core/model.ts";

/** The images that are taken by nobody, or no more by one service, until a person lifts it. */
export interface QuarantineStore {
  /** Harmless when done twice: what is in quarantine already stays as it is. */
  put(quarantine: Quarantine): Promise<void>;
  /** Those of some digests that hold for a service. */
  of(service: ServiceName, digests: readonly string[]): Promise<readonly Quarantine[]>;
  all(): Promise<readonly Quarantine[]>;
  lift(quarantine: Quarantine): Promise<void>;
}

const PARTITION = "quarantine";

export function createQuarantineStore(table: Table): QuarantineStore {
  return {
    async put(quarantine) {
      await table.put({ ...keyOf(quarantine), quarantine }, { expression: "attribute_not_exists(pk)" });
    },
    async of(service, digests) {
      const keys = digests.flatMap((digest) => [keyOf({ digest }), keyOf({ digest, service })]);
      const items = await table.getMany(keys);
      return items.flatMap((item) => (item ? [item["quarantine"] as Quarantine] : []));
    },
    async all() {
      return (await table.partition(PARTITION)).map((item) => item["quarantine"] as Quarantine);
    },
    async lift(quarantine) {
      await table.remove(keyOf(quarantine));
    },
  };
}

const keyOf = ({ digest, service }: Pick<Quarantine, "digest" | "service">) => ({
  pk: PARTITION,
  sk: service === undefined ? digest : `${digest} ${service}`,
});
