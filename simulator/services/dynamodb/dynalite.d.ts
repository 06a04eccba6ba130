declare module "dynalite" {
  import type { Server } from "node:http";
  /** Makes a server around a database in memory; it serves without listening when requests are emitted on it. */
  export default function dynalite(options: {
    /** How long tables stay in CREATING, real milliseconds. */
    readonly createTableMs: number;
    readonly deleteTableMs: number;
    readonly updateTableMs: number;
  }): Server;
}
