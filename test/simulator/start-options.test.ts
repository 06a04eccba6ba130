import { expect, test } from "@jest/globals";
import { readStartOptions, UsageError } from "../../simulator/start/options.ts";

test("without flags the contract's defaults hold", () => {
  expect(readStartOptions([], "/here")).toEqual({ port: 4566, dashboardPort: 4567, speed: 1, gardenFile: undefined });
});

test("every flag is read; a relative file is found from where the command was given", () => {
  const given = ["--port", "0", "--dashboard-port=8080", "--speed", "0.5", "--garden", "my/garden.yml"];
  expect(readStartOptions(given, "/here")).toEqual({
    port: 0,
    dashboardPort: 8080,
    speed: 0.5,
    gardenFile: "/here/my/garden.yml",
  });
});

const mistakes: readonly [given: readonly string[], said: RegExp][] = [
  [["--prot", "1"], /--prot/],
  [["--port"], /--port/],
  [["--port", "http"], /--port http: a number from 0 to 65535 is expected/],
  [["--port", "70000"], /--port 70000/],
  [["--port", "1.5"], /--port 1.5/],
  [["--speed", "-1"], /--speed/],
  [["--speed", ""], /--speed/],
  [["now"], /now/],
];
test.each(mistakes)("%p is wrong usage", (given, said) => {
  expect(() => readStartOptions(given, "/here")).toThrow(UsageError);
  expect(() => readStartOptions(given, "/here")).toThrow(said);
});
