import { readFile } from "node:fs/promises";
import { Refused } from "../verb.ts";

/** A file that a person named; `remedy` is what to do where it cannot be read. */
export async function readTextFile(path: string, name: string, remedy: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new Refused(`${name} cannot be read (${(error as { code?: string }).code ?? "unknown"}): ${remedy}.`);
  }
}
