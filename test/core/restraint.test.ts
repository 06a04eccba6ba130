import { describe, expect, test } from "@jest/globals";
import type { Restraint } from "../../shared/core/model.ts";
import { restraintInWords, restraintOn, restraintOnAll } from "../../shared/core/rollout/restraint.ts";
import { at, hold, state } from "../support/core.ts";

const held = state({ hold: hold({ by: "ben" }) });
const pause = hold();

describe("what keeps a new rollout from starting", () => {
  test.each([
    ["nothing", state(), "act", undefined, undefined],
    ["a hold", held, "act", undefined, { kind: "held", hold: hold({ by: "ben" }) }],
    ["the mode observe", state(), "observe", undefined, { kind: "observed" }],
    ["a pause", state(), "act", pause, { kind: "paused", hold: pause }],
    ["a pause before a hold", held, "act", pause, { kind: "paused", hold: pause }],
    ["a pause before the mode", state(), "observe", pause, { kind: "paused", hold: pause }],
    ["the mode before a hold", held, "observe", undefined, { kind: "observed" }],
  ] as const)("%s", (_, given, mode, paused, expected) => {
    expect(restraintOn(given, { mode }, paused)).toEqual(expected);
  });
});

describe("what keeps every effect from being performed", () => {
  test.each([
    ["nothing", "act", undefined, undefined],
    ["the mode observe", "observe", undefined, { kind: "observed" }],
    ["a pause", "act", pause, { kind: "paused", hold: pause }],
    ["a pause before the mode", "observe", pause, { kind: "paused", hold: pause }],
  ] as const)("%s", (_, mode, paused, expected) => {
    expect(restraintOnAll({ mode }, paused)).toEqual(expected);
  });
});

describe("in words", () => {
  const rows: readonly (readonly [restraint: Restraint, words: string])[] = [
    [{ kind: "paused", hold: hold() }, "the garden is paused by ana since 2026-11-22T11:59:00Z: freeze"],
    [{ kind: "held", hold: hold() }, "it is held by ana since 2026-11-22T11:59:00Z: freeze"],
    [{ kind: "held", hold: hold({ at: at(0), reason: "" }) }, "it is held by ana since 2026-11-22T12:00:00Z"],
    [{ kind: "observed" }, "its mode is observe"],
  ];
  test.each(rows)("%j", (restraint, words) => {
    expect(restraintInWords(restraint)).toBe(words);
  });
});
