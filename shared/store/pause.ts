import type { Table } from "../aws/dynamodb.ts";
import type { Hold } from "../core/model.ts";

/** The kill switch: while it is set, nothing in the garden is touched. */
export interface PauseSwitch {
  read(): Promise<Hold | undefined>;
  set(pause: Hold): Promise<void>;
  lift(): Promise<void>;
}

const KEY = { pk: "garden", sk: "pause" };

export function createPauseSwitch(table: Table): PauseSwitch {
  return {
    async read() {
      return (await table.get(KEY))?.["pause"] as Hold | undefined;
    },
    async set(pause) {
      await table.put({ ...KEY, pause });
    },
    async lift() {
      await table.remove(KEY);
    },
  };
}
