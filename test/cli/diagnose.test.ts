import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";

const ROOT = join(import.meta.dirname, "../..");

/** Starting Node twice takes a second or two. */
const WITHIN_MILLISECONDS = 60_000;

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `gardener diagnose` as a process of its own, without credentials, Region or endpoint. */
const diagnose = (args: readonly string[], stdin = ""): Promise<Ended> =>
  new Promise((resolve) => {
    const { PATH } = process.env;
    const child = execFile(
      process.execPath,
      [join(ROOT, "cli/gardener.mjs"), "diagnose", ...args],
      { cwd: ROOT, env: { PATH }, encoding: "utf8" },
      (error, stdout, stderr) => resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr }),
    );
    child.stdin?.end(stdin);
  });

const job = { id: "job", stopCode: "EssentialContainerExited", containers: [{ name: "job", exitCode: 0 }] };
const web = { ...job, id: "web", service: "web" };

describe("diagnose", () => {
  test(
    "answers in the order of what it was given, and needs no AWS",
    async () => {
      const { exitCode, stdout, stderr } = await diagnose(["--json"], JSON.stringify([web, job]));
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
      expect(JSON.parse(stdout)).toEqual([
        {
          id: "web",
          family: "app",
          kind: "ended-in-service",
          alert: true,
          causedBy: "revision",
          retryable: "no",
          confidence: "likely",
          cause: expect.stringContaining("job ended without an error"),
          remedy: expect.any(String),
          evidence: [{ where: "containers[job].exitCode", text: "0" }],
          container: "job",
        },
        expect.objectContaining({ id: "job", family: "none", alert: false }),
      ]);
    },
    WITHIN_MILLISECONDS,
  );

  test(
    "tells people in a few lines",
    async () => {
      const file = join(mkdtempSync(join(tmpdir(), "gardener-")), "tasks.json");
      writeFileSync(file, JSON.stringify({ tasks: [web], failures: [] }));
      expect(await diagnose([file])).toEqual({
        exitCode: 0,
        stderr: "",
        stdout: `web: ended-in-service (app)
  job ended without an error, though a service's container has to go on running.
  Do: Run the app in the foreground; if it is a job, start it with RunTask.
  Caused by: revision; again unchanged: no; confidence: likely
  containers[job].exitCode: 0
`,
      });
    },
    WITHIN_MILLISECONDS,
  );

  test(
    "takes one a line",
    async () => {
      const lines = `\uFEFF${JSON.stringify(web)}\r\n\r\n${JSON.stringify([job, job])}\n`;
      const { stdout } = await diagnose(["-", "--json"], lines);
      expect(JSON.parse(stdout)).toMatchObject([{ id: "web" }, { id: "job" }, { id: "job" }]);
    },
    WITHIN_MILLISECONDS,
  );

  test.each([
    ["", [/^gardener: There is nothing to read\. Give /]],
    ['{"id": ', [/^gardener: This is no JSON .*\. Give /]],
    ['[{"containers": 1}, 2]', [/item 1: containers: is no list/, /item 2: is no object/, /\nGive /]],
    [`${JSON.stringify(job)}\nnope\n{"stopCode": 1}`, [/line 2: is no JSON/, /line 3: stopCode: is no text/]],
  ])(
    "refuses %s and names all that is wrong, and the remedy",
    async (input, said) => {
      const { exitCode, stdout, stderr } = await diagnose([], input);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
      for (const pattern of said) expect(stderr).toMatch(pattern);
    },
    WITHIN_MILLISECONDS,
  );

  test(
    "says so in JSON, too",
    async () => {
      const { exitCode, stdout } = await diagnose(["--json"], "[2]");
      expect(exitCode).toBe(2);
      expect(JSON.parse(stdout)).toMatchObject({ problems: ["item 1: is no object"] });
    },
    WITHIN_MILLISECONDS,
  );

  test(
    "refuses a file that is not there",
    async () => expect((await diagnose(["none.json"])).stderr).toContain("none.json cannot be read (ENOENT)"),
    WITHIN_MILLISECONDS,
  );
});
