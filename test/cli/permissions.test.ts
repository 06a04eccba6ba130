import { Readable } from "node:stream";
import { HttpResponse } from "@smithy/core/protocols";
import { expect, test } from "@jest/globals";
import { inProcessClientOptions } from "../../simulator/wire/transport.ts";
import { gardener, type Said } from "../support/cli.ts";
import type { GardenWorld } from "../support/garden.ts";
import { givenARunningGarden, images, REGISTRY, slackMessages, whenPushed } from "../support/steps.ts";

const REFUSAL = JSON.stringify({
  __type: "AccessDeniedException",
  message: "User: ben is not authorized to perform this",
});

/** Calls `gardener` as somebody to whom AWS refuses these operations. */
function gardenerWithout(garden: GardenWorld, operations: RegExp, args: readonly string[]): Promise<Said> {
  const options = inProcessClientOptions(garden.simulator);
  const { handle } = options.requestHandler;
  return gardener(garden, args, {
    clientOptions: {
      ...options,
      requestHandler: {
        ...options.requestHandler,
        handle: async (request: Parameters<typeof handle>[0]) => {
          if (!operations.test(request.headers["x-amz-target"] ?? "")) return handle(request);
          const body = Readable.from([Buffer.from(REFUSAL)]);
          return { response: new HttpResponse({ statusCode: 400, headers: {}, body }) };
        },
      },
    },
  });
}

const NO_DEPLOYING = /RegisterTaskDefinition|UpdateService/;

test("who may not deploy still decides: the functions take the rollback up", async () => {
  const garden = await givenARunningGarden();
  const first = (await garden.services.read("shop/api")).knownGood?.images["web"];
  whenPushed(garden);
  await garden.advance(600);
  const said = await gardenerWithout(garden, NO_DEPLOYING, ["rollback", "shop/api", "--reason", "errors"]);
  expect(said).toMatchObject({ exitCode: 0, stderr: "" });
  expect(said.stdout).toMatch(/The functions take it up within two\s+minutes: You may not do this/);
  await garden.advance(700);
  expect((await images(garden, "api"))["web"]).toBe(first);
  expect((await garden.services.read("shop/api")).rollout?.status).toBe("Completed");
});

test("who may not deploy may resume: the functions roll the newest image", async () => {
  const garden = await givenARunningGarden();
  await gardener(garden, ["hold", "shop/api", "--reason", "freeze"]);
  const digest = whenPushed(garden);
  await garden.advance(60);
  const said = await gardenerWithout(garden, NO_DEPLOYING, ["resume", "shop/api"]);
  expect(said.exitCode).toBe(0);
  expect(said.stdout).toContain("shop/api is left to the functions");
  await garden.advance(700);
  expect((await images(garden, "api"))["web"]).toBe(`${REGISTRY}/team/web@${digest}`);
});

test("the switch is pulled although people cannot be told, and that is said", async () => {
  const garden = await givenARunningGarden();
  const said = await gardenerWithout(garden, /SendMessage/, ["pause", "--all", "--reason", "incident"]);
  expect(said.exitCode).toBe(0);
  expect(said.stderr).toContain("people could not be told");
  whenPushed(garden);
  await garden.advance(400);
  expect(slackMessages(garden).map(({ text }) => text)).toEqual([expect.stringContaining("the garden is paused by")]);
});
