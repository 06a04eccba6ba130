import { describe, expect, test } from "@jest/globals";
import { parseGarden } from "../../shared/config/parse.ts";
import { channelFor, channelsOf, routesByTeam } from "../../shared/config/routing.ts";
import { matchesWildcard } from "../../shared/core/wildcard.ts";

const gardenOf = (notify: object) => {
  const { garden, problems } = parseGarden({ notify });
  if (!garden) throw new Error(JSON.stringify(problems));
  return garden;
};

const garden = gardenOf({
  slack: { channel: "#deploys" },
  routes: [
    { severity: "critical", channel: "#oncall" },
    { services: ["shop/pay*", "bank/*"], severity: "warning", channel: "#pay-alerts" },
    { team: "payments", channel: "#payments" },
    { services: ["shop/*"], channel: "#shop" },
    { severity: "info", channel: "C0123456789" },
  ],
});

describe("the first route whose conditions all hold counts", () => {
  test.each([
    ["shop/pay-api", undefined, "critical", "#oncall"],
    ["shop/pay-api", undefined, "warning", "#pay-alerts"],
    ["bank/ledger", "payments", "warning", "#pay-alerts"],
    ["shop/pay-api", undefined, "info", "#shop"],
    ["shop/api", "payments", "warning", "#payments"],
    ["other/api", "payments", "info", "#payments"],
    ["shop/api", "search", "info", "#shop"],
    ["other/api", undefined, "info", "C0123456789"],
    ["other/api", undefined, "warning", "#deploys"],
    [undefined, undefined, "info", "C0123456789"],
    [undefined, undefined, "warning", "#deploys"],
  ] as const)("%s of the team %s, %s: %s", (service, team, severity, channel) => {
    expect(channelFor(garden, { service, team, severity })).toBe(channel);
  });

  test("what none fits goes nowhere where there is no other channel", () => {
    const routed = gardenOf({ routes: [{ team: "payments", channel: "#payments" }] });
    expect(channelFor(routed, { service: "shop/api", severity: "critical" })).toBeUndefined();
    expect(channelsOf(routed)).toEqual(["#payments"]);
  });
});

test("every channel is named once", () => {
  expect(channelsOf(garden)).toEqual(["#deploys", "#oncall", "#pay-alerts", "#payments", "#shop", "C0123456789"]);
  expect(routesByTeam(garden)).toBe(true);
  expect(routesByTeam(gardenOf({ slack: { channel: "#deploys" } }))).toBe(false);
});

test.each([
  ["shop/api", "shop/api", true],
  ["shop/api", "shop/api2", false],
  ["shop/*", "shop/api", true],
  ["shop/*", "shopping/api", false],
  ["*/api", "shop/api", true],
  ["*/api", "shop/api-2", false],
  ["shop/*-api", "shop/pay-api", true],
  ["shop/*-api", "shop/-api", true],
  ["shop/a*a", "shop/a", false],
  ["shop/*a*b*", "shop/xaybz", true],
  ["shop/*a*b*", "shop/xbyaz", false],
  ["*/*", "shop/api", true],
  ["shop/a.i", "shop/api", false],
])("%s fits %s: %s", (pattern, service, fits) => {
  expect(matchesWildcard(pattern, service)).toBe(fits);
});
