import { expect, test } from "@jest/globals";
import { gardener } from "../support/cli.ts";
import { givenARunningGarden } from "../support/steps.ts";

const NOON_OF_SOME_DAY = "2031-05-05T12:00:00Z";

test.each<[string, () => Promise<Response>, string]>([
  ["a simulator", () => answer({ now: "2031-05-05T12:00:00.000Z", speed: 1, running: [] }), NOON_OF_SOME_DAY],
  ["AWS, which knows no such path", () => answer({ message: "Not Found" }, 404), "2026-11-16T01:59:00Z"],
  ["a page", () => Promise.resolve(new Response("<html></html>")), "2026-11-16T01:59:00Z"],
  ["a clock that says no time", () => answer({ now: "noon", speed: 1 }), "2026-11-16T01:59:00Z"],
  ["nobody", () => Promise.reject(new TypeError("fetch failed")), "2026-11-16T01:59:00Z"],
])("the time where the endpoint is: %s", async (_who, fetch, at) => {
  const garden = await givenARunningGarden();
  const asked: string[] = [];
  const said = await gardener(
    garden,
    ["hold", "shop/api", "--reason", "freeze", "--json", "--endpoint-url", "http://127.0.0.1:4566"],
    {
      fetch: (input) => {
        asked.push(input instanceof Request ? input.url : input.toString());
        return fetch();
      },
    },
  );
  expect(said).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(said.stdout)).toMatchObject({ hold: { at } });
  expect(asked).toEqual(["http://127.0.0.1:4566/_simulator/clock"]);
});

const answer = (body: object, status = 200): Promise<Response> => Promise.resolve(Response.json(body, { status }));
