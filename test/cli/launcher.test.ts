import { execFile } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { CreateRepositoryCommand } from "@aws-sdk/client-ecr";
import { startPackagedGarden } from "../support/packaged-garden.ts";

const ROOT = join(import.meta.dirname, "../..");

/** Starting Node twice and reading from a simulator takes a second or two. */
const WITHIN_MILLISECONDS = 60_000;

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the launcher as a process of its own, as `npx --no-install gardener` does. */
const launch = (...args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { ...process.env, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_REGION: "us-east-1" };
    execFile(
      process.execPath,
      [join(ROOT, "cli/gardener.mjs"), ...args],
      { cwd: ROOT, env, encoding: "utf8" },
      (error, stdout, stderr) => resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });

test(
  "the launcher reaches an installation by its endpoint, and hands exit codes through",
  async () => {
    const garden = await startPackagedGarden();
    try {
      await garden.ecr.send(new CreateRepositoryCommand({ repositoryName: "team/web" }));
      await garden.advance(120);
      const endpoint = ["--endpoint-url", garden.endpoint];
      expect(await launch("status", "--json", ...endpoint)).toEqual({
        exitCode: 0,
        stdout: `${JSON.stringify({ paused: null, services: [] }, null, 2)}\n`,
        stderr: "",
      });
      expect(await launch("pause", "--all", "--reason", "incident 42", ...endpoint)).toMatchObject({ exitCode: 0 });
      expect((await launch("status", ...endpoint)).stdout).toContain("Paused: the garden is paused by");
      expect(await launch("why", "shop/api", ...endpoint)).toMatchObject({
        exitCode: 1,
        stdout: "",
        stderr: expect.stringContaining("The garden has no service shop/api"),
      });
      expect(await launch("pause", ...endpoint)).toMatchObject({ exitCode: 2 });

      await garden.advance(900);
      const { now } = await garden.show<{ readonly now: string }>("clock");
      expect(await launch("resume", "--all", ...endpoint)).toMatchObject({ exitCode: 0 });
      const paused = await launch("pause", "--all", "--reason", "by the simulator's clock", "--json", ...endpoint);
      expect((JSON.parse(paused.stdout) as { paused: { at: string } }).paused.at).toBe(now.replace(/\.\d+Z$/, "Z"));
    } finally {
      await garden.close();
    }
  },
  WITHIN_MILLISECONDS,
);

test(
  "an endpoint where nobody listens is said in a sentence",
  async () => {
    const said = await launch("status", "--endpoint-url", "http://127.0.0.1:9");
    expect(said).toMatchObject({ exitCode: 1, stdout: "" });
    expect(said.stderr).toMatch(/^gardener: http:\/\/127\.0\.0\.1:9 cannot be reached \(ECONNREFUSED\): .*\n$/);
  },
  WITHIN_MILLISECONDS,
);
