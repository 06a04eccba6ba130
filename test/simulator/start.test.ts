import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleepReally } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { RunningSimulator } from "../../simulator/start/running-simulator.ts";

const OPTIONS = { port: 0, dashboardPort: 0, speed: 0, seed: 1 };

test("before anything is deployed the status page is there; close gives the ports back", async () => {
  const running = await RunningSimulator.open(OPTIONS);
  const page = `http://127.0.0.1:${running.dashboardPort}`;
  const response = await fetch(page);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(await response.text()).toContain("There is no service yet.");
  expect((await fetch(`${page}/other`)).status).toBe(404);
  await running.close();
  await expect(fetch(page)).rejects.toThrow("fetch failed");
});

test("a port in use is refused with the system's code, and nothing stays open", async () => {
  const running = await RunningSimulator.open(OPTIONS);
  await expect(RunningSimulator.open({ ...OPTIONS, dashboardPort: running.dashboardPort })).rejects.toMatchObject({
    code: "EADDRINUSE",
  });
  await running.close();
});

test("a redeployment takes the code that was packaged since, whose zips have other names", async () => {
  const directory = mkdtempSync(join(tmpdir(), "artifacts-"));
  cpSync(join(ROOT, ".serverless"), directory, { recursive: true });
  const running = await RunningSimulator.open(OPTIONS);
  await running.start(directory);

  const path = join(directory, "template.json");
  const before = readFileSync(path, "utf8");
  const tick = /"tick-[0-9a-f]+\.zip"/.exec(before)?.[0] ?? "";
  renameSync(join(directory, JSON.parse(tick)), join(directory, "tick-new.zip"));
  writeFileSync(path, before.replaceAll(tick, '"tick-new.zip"'));
  const control = (name: string, body: object): Promise<Response> =>
    fetch(`${running.endpoint}/_simulator/${name}`, { method: "POST", body: JSON.stringify(body) });
  expect((await control("redeploy", {})).status).toBe(200);
  await control("clock", { advanceSeconds: 120 });
  const calls = await (await fetch(`${running.endpoint}/_simulator/calls`)).text();
  expect(calls).toContain('"principal":"tick"');

  await running.close();
  rmSync(directory, { recursive: true });
});

const ROOT = join(import.meta.dirname, "..", "..");

/** Runs `npm start` as it would run, to its end. */
function start(...given: readonly string[]): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    const commandLine = [join(ROOT, "simulator", "start.ts"), ...given];
    const child = execFile(process.execPath, commandLine, { cwd: ROOT }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, said: stdout + stderr }),
    );
  });
}

test("--help prints how it is used, whatever else stands there", async () => {
  const { code, said } = await start("--prot", "1", "--help");
  expect([code, said]).toEqual([0, expect.stringMatching(/^Usage: npm start -- /)]);
});

test.each([
  ["test", /^\S+\/test is no file; --garden takes a garden file, as garden\.yml\.\n$/],
  ["no-such.yml", /^There is no garden file \S+\/no-such\.yml\.\n$/],
])("--garden %s is refused in one sentence", async (given, sentence) => {
  const { code, said } = await start("--garden", join(ROOT, given));
  expect([code, said]).toEqual([1, expect.stringMatching(sentence)]);
});

/** Packaging, starting and ending the whole of it take some seconds. */
const START_MILLISECONDS_MAX = 60_000;

/**
 * Starts it with a temporary folder of its own, and sends these signals once it said so and, where it is ready, has
 * unpacked a function. Answers what is left in the folder.
 */
async function leftAfter(signals: readonly NodeJS.Signals[], said: "seed" | "ready"): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "start-test-"));
  const unpacked = (): readonly string[] => readdirSync(folder).filter((name) => name.startsWith("ecs-gardener-"));
  const given = [join(ROOT, "simulator", "start.ts"), "--port", "0", "--dashboard-port", "0", "--speed", "100"];
  const child = spawn(process.execPath, given, { cwd: ROOT, env: { ...process.env, TMPDIR: folder } });
  const ended = once(child, "exit");
  let heard = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      heard += chunk.toString();
    });
  const isDue = (): boolean => heard.includes(said) && (said === "seed" || unpacked().length > 0);
  while (!isDue()) await sleepReally(20);
  for (const signal of signals) child.kill(signal);
  await ended;
  const left = unpacked();
  rmSync(folder, { recursive: true, force: true });
  return left;
}

const endings: readonly [signals: readonly NodeJS.Signals[], said: "seed" | "ready"][] = [
  [["SIGTERM"], "ready"],
  [["SIGINT"], "ready"],
  // As of a terminal's Ctrl-C, which reaches this process and npm, and npm hands it on.
  [["SIGINT", "SIGINT"], "ready"],
  [["SIGTERM"], "seed"],
];
test.each(endings)(
  "%p after %s leaves no unpacked code behind",
  async (signals, said) => expect(await leftAfter(signals, said)).toEqual([]),
  START_MILLISECONDS_MAX,
);
