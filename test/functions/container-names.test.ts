import { expect, test } from "@jest/globals";
import { plantGarden } from "../support/garden.ts";
import { givenCluster, givenService, images, REGISTRY, service, SIDECAR_IMAGE, whenPushed } from "../support/steps.ts";

test.each([
  ["constructor", "toString"],
  ["toString", "constructor"],
  ["valueOf", "__proto__"],
])("containers named %s and %s, as what every object inherits, roll and are gone back with", async (app, sidecar) => {
  const garden = await plantGarden();
  await givenCluster(garden);
  whenPushed(garden);
  await givenService(garden, { name: "api", containers: [app, sidecar] });
  await garden.advance(300);

  const good = whenPushed(garden);
  await garden.advance(700);
  const expected = { ...Object.fromEntries([[app, `${REGISTRY}/team/web@${good}`]]), [sidecar]: SIDECAR_IMAGE };
  expect(await images(garden, "api")).toEqual(expected);
  expect((await garden.services.read("shop/api")).rollout?.status).toBe("Completed");

  whenPushed(garden, "latest", "crash");
  await garden.advance(2400);
  expect(await images(garden, "api")).toEqual(expected);
  expect((await service(garden, "api")).runningCount).toBe(3);
});

test("a container named __proto__ is left as it is, and its neighbour rolls", async () => {
  const garden = await plantGarden();
  await givenCluster(garden);
  whenPushed(garden);
  await givenService(garden, { name: "api", containers: ["web", "__proto__"], sidecar: `${REGISTRY}/team/web:latest` });
  await garden.advance(300);
  const digest = whenPushed(garden);
  await garden.advance(700);
  expect(Object.entries(await images(garden, "api"))).toEqual([
    ["web", `${REGISTRY}/team/web@${digest}`],
    ["__proto__", `${REGISTRY}/team/web:latest`],
  ]);
});
