import { expect, test } from "@jest/globals";
import { createPauseSwitch } from "../../shared/store/pause.ts";
import { hold } from "../support/core.ts";
import { givenATable } from "../support/table.ts";

test("the pause is off, set, set by another person, and lifted, however often", async () => {
  const pause = createPauseSwitch((await givenATable()).table);
  expect(await pause.read()).toBeUndefined();
  await pause.set(hold());
  expect(await pause.read()).toEqual(hold());
  await pause.set(hold({ by: "ben", reason: "" }));
  expect(await pause.read()).toEqual(hold({ by: "ben", reason: "" }));
  await pause.lift();
  await pause.lift();
  expect(await pause.read()).toBeUndefined();
});
