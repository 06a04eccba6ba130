import { readdir } from "node:fs/promises";
import { basename } from "node:path";
import type { Action, ServiceDefinition } from "../aws.ts";
import { type Catalogue, readCatalogue } from "./catalogue.ts";
import { isRecord } from "./record.ts";

/** A service that the wire answers for: its definition, its shapes, and the behaviours that exist. */
export interface Service {
  readonly definition: ServiceDefinition;
  readonly catalogue: Catalogue;
  /** By operation name, as `DescribeServices`. */
  readonly actions: ReadonlyMap<string, Action<unknown, unknown>>;
}

const SERVICES_FOLDER = new URL("../services/", import.meta.url);

let loading: Promise<readonly Service[]> | undefined;

/**
 * Finds every service and operation by directory listing: `services/<service>/service.ts` and
 * `services/<service>/actions/<operation>.ts`. Once a process; a file that keeps to no contract is an error that names it.
 */
export function loadServices(): Promise<readonly Service[]> {
  loading ??= loadAll();
  return loading;
}

async function loadAll(): Promise<readonly Service[]> {
  const folders = await readdir(SERVICES_FOLDER);
  const services = await Promise.all(folders.sort().map(loadService));
  return services.filter((service) => service !== undefined);
}

/** A folder without service.ts is state that has no wire of its own (yet). */
async function loadService(folder: string): Promise<Service | undefined> {
  const files = await readdir(new URL(`${folder}/`, SERVICES_FOLDER));
  if (!files.includes("service.ts")) return undefined;
  const definition = await load(`${folder}/service.ts`, "service", isServiceDefinition);
  const catalogue = readCatalogue(definition.sdk);
  const actions = new Map<string, Action<unknown, unknown>>();
  if (files.includes("actions"))
    for (const file of await readdir(new URL(`${folder}/actions/`, SERVICES_FOLDER))) {
      const path = `${folder}/actions/${file}`;
      const exportName = basename(file, ".ts");
      const operation = exportName.slice(0, 1).toUpperCase() + exportName.slice(1);
      if (!catalogue.operations.has(operation))
        throw new Error(`simulator/services/${path}: the SDK knows no operation ${operation}`);
      actions.set(operation, await load(path, exportName, isAction));
    }
  return { definition, catalogue, actions };
}

/** One export of a file below the services folder. */
async function load<Export>(
  path: string,
  exportName: string,
  is: (value: unknown) => value is Export,
): Promise<Export> {
  const exported: unknown = await import(new URL(path, SERVICES_FOLDER).href);
  const value = isRecord(exported) ? exported[exportName] : undefined;
  if (!is(value)) throw new Error(`simulator/services/${path} does not export ${exportName}`);
  return value;
}

function isServiceDefinition(value: unknown): value is ServiceDefinition {
  return isRecord(value) && typeof value.id === "string" && Array.isArray(value.protocols);
}

function isAction(value: unknown): value is Action<unknown, unknown> {
  return typeof value === "function";
}
