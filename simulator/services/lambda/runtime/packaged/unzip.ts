import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { unzipSync } from "fflate";

/** Unpacks a zip into a folder. Throws where an entry would land outside of it. */
export async function unzip(zipPath: string, folder: string): Promise<void> {
  for (const [name, bytes] of Object.entries(unzipSync(await readFile(zipPath)))) {
    const path = join(folder, name);
    if (!path.startsWith(folder + sep)) throw new Error(`${zipPath} holds a path that leads out of it: ${name}`);
    if (name.endsWith("/")) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
}
