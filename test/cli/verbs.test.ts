import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BatchDeleteImageCommand, ECRClient } from "@aws-sdk/client-ecr";
import { UntagResourceCommand, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { DeleteParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { describe, expect, test } from "@jest/globals";
import { inProcessClientOptions } from "../../simulator/wire/transport.ts";
import { answerOf, gardener } from "../support/cli.ts";
import { type GardenWorld, plantGarden } from "../support/garden.ts";
import { givenARunningGarden, givenCluster, givenService, service, whenPushed } from "../support/steps.ts";

interface Explained {
  readonly service: string;
  readonly cause: string;
  readonly sentences: readonly string[];
  readonly next: string;
}

const why = async (garden: GardenWorld): Promise<string> =>
  (await answerOf<Explained>(garden, "why", "shop/api")).cause;

describe("why", () => {
  test("follows a rollout from the push to its end", async () => {
    const garden = await givenARunningGarden();
    expect(await why(garden)).toBe("runningAlready");
    whenPushed(garden);
    expect(await why(garden)).toBe("due");
    await garden.advance(30);
    expect(await why(garden)).toBe("rolling");
    await garden.advance(120);
    expect(await why(garden)).toBe("baking");
    await garden.advance(450);
    expect(await why(garden)).toBe("runningAlready");
  });

  test("names a deadline that passed, and what overtook a rollout", async () => {
    const garden = await givenARunningGarden();
    whenPushed(garden, "latest", "hang");
    await garden.advance(1800);
    expect(await why(garden)).toBe("deadlinePassed");
    const { taskDefinition } = await service(garden, "api");
    whenPushed(garden, "latest", "slow:600");
    await garden.advance(60);
    await garden.ecs.send(new UpdateServiceCommand({ cluster: "shop", service: "api", taskDefinition }));
    await garden.advance(120);
    expect(await why(garden)).toBe("superseded");
  });

  test("names what its tasks failed by, what was seen of it, and what to do", async () => {
    const garden = await givenARunningGarden();
    whenPushed(garden, "latest", "crash");
    await garden.advance(400);
    const failed = await answerOf<Explained>(garden, "why", "shop/api");
    expect(failed.cause).toBe("failed");
    expect(failed.sentences.join("\n")).toMatch(
      /Of it, 3 tasks failed: .*ended with 1.*\nCaused by: revision \(likely\); seen in .*\nDo: /,
    );
    expect(failed.next).toContain("or gardener quarantine lift ");
  });

  test("names a deployment by somebody else", async () => {
    const garden = await givenARunningGarden();
    whenPushed(garden);
    await garden.advance(600);
    whenPushed(garden);
    await garden.advance(600);
    await garden.ecs.send(new UpdateServiceCommand({ cluster: "shop", service: "api", taskDefinition: "api:2" }));
    await garden.advance(400);
    expect(await why(garden)).toBe("drifted");
    expect((await gardener(garden, ["status"])).stdout).toMatch(/shop\/api +api:2 .* drifted/);
  });

  test("names a first rollout that failed, and stays, and the restraints besides", async () => {
    const garden = await plantGarden();
    await givenCluster(garden);
    whenPushed(garden, "other");
    await givenService(garden, { name: "api" });
    await garden.advance(120);
    whenPushed(garden, "latest", "hang");
    await garden.advance(120);
    const rolling = await answerOf<Explained>(garden, "why", "shop/api");
    expect(rolling.next).toContain("It cannot be rolled back: no earlier revision of shop/api is known to be good");
    await garden.advance(1500);
    for (const args of [
      ["hold", "shop/api"],
      ["pause", "--all"],
    ])
      await gardener(garden, [...args, "--reason", "incident", "--by", "ana"]);
    const failed = await answerOf<Explained>(garden, "why", "shop/api");
    expect(failed.cause).toBe("deadlinePassed");
    expect(failed.sentences.at(-1)).toMatch(/^Besides, the garden is paused by ana .* and it is held by ana .*\.$/);
    expect(failed.next).toMatch(
      /^Push a mended image, or give it more time .*: this one .* What is pushed waits until gardener resume --all ends the pause and gardener resume shop\/api ends the hold\.$/,
    );
  });

  test("tells of a rollback only where one would be done", async () => {
    const garden = await givenARunningGarden();
    const next = async (): Promise<string> => (await answerOf<Explained>(garden, "why", "shop/api")).next;
    const good = whenPushed(garden);
    await garden.advance(600);
    whenPushed(garden);
    await garden.advance(120);
    expect(await next()).toContain('gardener rollback shop/api --reason "why" ends it.');
    const held = await gardener(garden, ["hold", "shop/api", "--reason", "freeze"]);
    expect(held.stdout.replaceAll("\n", " ")).toContain('gardener rollback shop/api --reason "why" ends it.');
    await new ECRClient(inProcessClientOptions(garden.simulator)).send(
      new BatchDeleteImageCommand({ repositoryName: "team/web", imageIds: [{ imageDigest: good }] }),
    );
    expect(await next()).toContain(`It cannot be rolled back: ECR no longer has ${good.slice(7, 19)}`);
    expect((await gardener(garden, ["rollback", "shop/api", "--reason", "why"])).stderr).toContain(
      `ECR no longer has ${good.slice(7, 19)}`,
    );
  });

  test("names a service that follows nothing", async () => {
    const garden = await givenARunningGarden();
    const { serviceArn } = await service(garden, "api");
    await garden.ecs.send(new UntagResourceCommand({ resourceArn: serviceArn, tagKeys: ["gardener:follow"] }));
    await garden.advance(120);
    expect(await why(garden)).toBe("notFollowed");
  });
});

describe("plan", () => {
  test("says what a push would do and touches nothing", async () => {
    const garden = await givenARunningGarden();
    whenPushed(garden);
    const written = () =>
      garden.simulator.calls
        .list()
        .filter(
          ({ principal, operation }) =>
            principal === "administrator" && /:(Put|Update|Register|Send|Delete)/.test(operation),
        );
    const before = written();
    const answer = await answerOf<{ services: object[] }>(garden, "plan", "team/web:latest");
    expect(answer.services).toMatchObject([
      { service: "shop/api", action: "roll", effects: ["registerTaskDefinition", "updateService"] },
    ]);
    expect(written()).toEqual(before);
    expect((await gardener(garden, ["plan", "team/web:other", "--json"])).stderr).toContain(
      "ECR has no team/web:other",
    );
    expect((await gardener(garden, ["plan", "team/web"])).exitCode).toBe(2);
  });

  test("imagines a digest", async () => {
    const garden = await givenARunningGarden();
    const other = whenPushed(garden, "other");
    expect(await answerOf(garden, "plan", "team/web:latest", "--digest", other)).toMatchObject({
      digest: other,
      services: [{ action: "roll", decidedAlready: false }],
    });
  });
});

test("history tells what happened and why, the newest first", async () => {
  const garden = await givenARunningGarden();
  whenPushed(garden);
  await garden.advance(600);
  const { entries } = await answerOf<{ entries: { facts: { kind: string }[]; reasons: string[] }[] }>(
    garden,
    "history",
    "shop/api",
  );
  const kinds = entries.flatMap(({ facts }) => facts.map(({ kind }) => kind));
  expect(kinds.indexOf("RolloutCompleted")).toBeLessThan(kinds.indexOf("RolloutPlanned"));
  expect((await answerOf<{ entries: object[] }>(garden, "history", "shop/api", "--limit", "2")).entries).toHaveLength(
    2,
  );
  expect((await gardener(garden, ["history", "shop/api", "--limit", "many"])).exitCode).toBe(2);
});

test("status shows all services in at most a hundred columns", async () => {
  const garden = await givenARunningGarden();
  const { stdout } = await gardener(garden, ["status"]);
  expect(stdout).toMatch(/^SERVICE .*\nshop\/api +api:1 \(web [0-9a-f]{12}\) +3\/3 +- +runningAlready\n$/);
  const one = await gardener(garden, ["status", "shop/api"]);
  expect(Math.max(...one.stdout.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(100);
});

test("a garden that knows no service yet says that it may take a minute", async () => {
  const { stdout, stderr } = await gardener(await plantGarden(), ["status"]);
  expect(stdout.replaceAll("\n", " ")).toContain("The garden has no services yet");
  expect(stdout.replaceAll("\n", " ")).toContain("One that was tagged shows up within a minute.");
  expect(stderr).toBe("");
});

test("the version is the package's", async () => {
  const said = await gardener(await plantGarden(), ["--version"]);
  expect(said).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: "" });
});

describe("validate", () => {
  const directory = mkdtempSync(join(tmpdir(), "gardener-"));
  writeFileSync(join(directory, "broken.yml"), "services:\n  shop/api: { rolout: {}, image: { follow: a b } }\n");
  writeFileSync(
    join(directory, "garden.yml"),
    "services:\n  shop/api: { image: { follow: latest } }\n  shop/gone: { image: { follow: main } }\n",
  );

  test("tells every problem with its place", async () => {
    const garden = await givenARunningGarden();
    const said = await gardener(garden, ["validate", "broken.yml", "--json"], { directory });
    expect(said.exitCode).toBe(1);
    expect(said.stderr).toContain('broken.yml:2:15: services.shop/api.rolout: unknown key "rolout"');
    expect((JSON.parse(said.stdout) as { problems: object[] }).problems).toHaveLength(2);
    expect((await gardener(garden, ["validate", "none.yml"], { directory })).stderr).toContain("cannot be read");
  });

  test("warns of what AWS does not have", async () => {
    const garden = await givenARunningGarden();
    const said = await gardener(garden, ["validate", "--against-aws"], { directory });
    expect(said).toMatchObject({ exitCode: 0 });
    expect(said.stdout).toBe(
      "warning: services.shop/gone: there is no such service in us-east-1\ngarden.yml is valid: 2 services.\n",
    );
  });
});

describe("what goes wrong is one sentence with a remedy", () => {
  test.each<[string, readonly string[], number, RegExp]>([
    ["an unknown verb", ["prune"], 2, /unknown command 'prune'/],
    ["no verb", [], 2, /Usage: gardener/],
    ["an unknown option", ["status", "--colour"], 2, /unknown option/],
    ["a hold without a reason", ["hold", "shop/api"], 2, /--reason/],
    ["a pause of nothing", ["pause", "--reason", "x"], 2, /--all/],
    ["a resume of nothing", ["resume"], 2, /--all/],
    ["an endpoint that is no URL", ["status", "--endpoint-url", "banana"], 2, /write a URL, as http:/],
    ["an endpoint without its protocol", ["status", "--endpoint-url", "localhost:4566"], 2, /write a URL, as http:/],
    ["no such service", ["why", "shop/apj"], 1, /no service shop\/apj; did you mean shop\/api\?/],
    ["a service without its cluster", ["why", "api"], 2, /Did you mean shop\/api\?/],
    ["no installation", ["status", "--installation", "/none"], 1, /No installation was found: .* \/none.*--region/],
    ["another Region", ["status", "--region", "eu-west-1"], 1, /Region eu-west-1 has no SSM parameter/],
  ])("%s", async (_what, args, exitCode, says) => {
    const said = await gardener(await givenARunningGarden(), args);
    expect(said).toMatchObject({ exitCode, stdout: "", stderr: expect.stringMatching(says) });
    expect(said.stderr).not.toMatch(/\n {4}at /);
  });

  test.each([
    ["an unknown option", ["status", "--json", "--colour"], "unknown option '--colour'"],
    ["an unknown verb", ["prune", "--json"], "unknown command 'prune'"],
    ["a hold without a reason", ["hold", "shop/api", "--json"], "required option '--reason <text>' not specified"],
    ["a resume of nothing", ["resume", "--json"], "say which service is to be released, or --all to end"],
  ])("in JSON: %s", async (_what, args, error) => {
    const said = await gardener(await givenARunningGarden(), args);
    expect(said.exitCode).toBe(2);
    expect(JSON.parse(said.stdout)).toEqual({ error: expect.stringContaining(error) });
  });

  test("a call that AWS does not allow", async () => {
    const garden = await givenARunningGarden();
    const said = await gardener(garden, ["status"], {
      clientOptions: {
        ...inProcessClientOptions(garden.simulator),
        requestHandler: {
          metadata: { handlerProtocol: "http/1.1" },
          handle: () =>
            Promise.reject(Object.assign(new Error("User: ben is not authorized"), { name: "AccessDeniedException" })),
          destroy: () => {},
        },
      },
    });
    expect(said).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("You may not do this: User: ben") });
  });

  test("an installation whose parameter is gone", async () => {
    const garden = await givenARunningGarden();
    await new SSMClient(inProcessClientOptions(garden.simulator)).send(
      new DeleteParameterCommand({ Name: "/ecs-gardener/installation" }),
    );
    expect((await gardener(garden, ["status", "--json"])).stdout).toContain('"error": "No installation was found');
  });
});
