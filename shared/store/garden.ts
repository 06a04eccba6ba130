import { gunzipSync, gzipSync } from "node:zlib";
import type { Table } from "../aws/dynamodb.ts";

/** The garden in force, as the functions left it: JSON text. */
export interface GardenStore {
  read(): Promise<string | undefined>;
  /** Throws where it is larger than an item may be. */
  save(garden: string): Promise<void>;
}

const KEY = { pk: "garden", sk: "garden" };

/** Compressed: an item holds 400 KB (Amazon DynamoDB developer guide, quotas), and a garden of thousands of services is larger. */
export function createGardenStore(table: Table): GardenStore {
  return {
    async read() {
      const compressed = (await table.get(KEY))?.["compressed"];
      return compressed instanceof Uint8Array ? gunzipSync(compressed).toString("utf8") : undefined;
    },
    async save(garden) {
      await table.put({ ...KEY, compressed: gzipSync(garden) });
    },
  };
}
