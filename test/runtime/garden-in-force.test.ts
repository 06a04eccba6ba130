import { expect, test } from "@jest/globals";
import { gardenInForce } from "../../shared/runtime/garden-in-force.ts";
import { groupsOf } from "../../shared/runtime/groups.ts";
import type { Gardener } from "../../shared/runtime/gardener.ts";
import { incidentNotice } from "../support/incidents.ts";

const left = (text: string | undefined): Pick<Gardener, "gardenStore"> => ({
  gardenStore: { read: () => Promise.resolve(text), save: () => Promise.resolve() },
});

test("a garden that functions of an earlier version left has no other sinks", async () => {
  const text = JSON.stringify({ notify: { slack: { channel: "#deploys" } }, defaults: { rollout: {} }, services: {} });
  const garden = await gardenInForce(left(text));
  expect(garden && groupsOf(garden, incidentNotice(), new Map())).toEqual([{ group: "#deploys", isFollowUp: false }]);
});

test("there is none before the functions have run", async () => {
  expect(await gardenInForce(left(undefined))).toBeUndefined();
});
