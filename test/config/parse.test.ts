import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { parseGarden } from "../../shared/config/parse.ts";
import { readGarden } from "../../shared/config/yaml.ts";
import { createRandom, type Random } from "../../simulator/random.ts";

test.each(["", "# only a comment\n", "{}", "notify:\ndefaults:\nservices:\n", "\ufeffnotify: {}\r\nservices: {}\r\n"])(
  "%j is a garden, since every key is optional",
  (file) => {
    expect(readGarden(file)).toMatchObject({ garden: { notify: { slack: { channel: undefined } }, services: {} } });
  },
);

test("what is packaged as JSON means what the file means", () => {
  const read = readGarden(`
notify: { slack: { channel: C0123456789 } }
services:
  shop/api: { image: { follow: "1.20" }, rollout: { bake: { for: 2m } } }
  default/Web_2-b:
`);
  expect(read.problems).toBeUndefined();
  expect(parseGarden(JSON.parse(JSON.stringify(read.value)))).toEqual({ garden: read.garden });
  expect(read.garden).toMatchObject({
    notify: { slack: { channel: "C0123456789" } },
    services: {
      "shop/api": { follow: "1.20", rollout: { bakeSeconds: 120 } },
      "default/Web_2-b": { follow: undefined },
    },
  });
});

test("the garden file of this repository names one channel and holds nothing back", () => {
  expect(readGarden(readFileSync("garden.yml", "utf8")).value).toEqual({ notify: { slack: { channel: "#deploys" } } });
});

test.each(["configuration", "notifications"])("the examples of the guide to %s are gardens", (name) => {
  const guide = readFileSync(`docs/guide/${name}.md`, "utf8");
  const examples = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, example = ""]) => readGarden(example));
  expect(examples.length).toBeGreaterThan(0);
  expect(examples.flatMap(({ problems = [] }) => problems)).toEqual([]);
});

test.each(["#deploys", "#déploiements_2-b", "#リリース", "C0123456789", "G012345678", "D012345678"])(
  "%s is a channel",
  (channel) => {
    expect(parseGarden({ notify: { slack: { channel } } }).problems).toBeUndefined();
  },
);

test.each(["", "#", "#Deploys", "#two words", "#a.b", "deploys", "@ann", `#${"x".repeat(81)}`])(
  "%j is no channel",
  (channel) => {
    expect(parseGarden({ notify: { slack: { channel } } }).problems).toHaveLength(1);
  },
);

const KEYS = [
  "notify",
  "slack",
  "channel",
  "routes",
  "team",
  "severity",
  "defaults",
  "services",
  "shop/api",
  "image",
  "follow",
  "rollout",
  "bake",
  "for",
];
const ODD_KEYS = ["deadline", "rollback", "", "__proto__", "constructor", "toString", "a.b", "0"];
const SCALARS = [null, true, 0, -1.5, 1e308, "", "latest", "5m", "auto", "#deploys", "\u0000", "9".repeat(400) + "h"];

/** Any JSON value, mostly made of the words of a garden file so that it gets past the first check. */
function anyJson(random: Random, depth: number): unknown {
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)];
  const kind = depth === 0 ? 0 : random();
  if (kind < 0.25) return pick(SCALARS);
  const length = Math.floor(random() * 4);
  if (kind < 0.35) return Array.from({ length }, () => anyJson(random, depth - 1));
  return Object.fromEntries(
    Array.from({ length }, () => [pick(random() < 0.8 ? KEYS : ODD_KEYS) ?? "", anyJson(random, depth - 1)]),
  );
}

test("any JSON value is a garden or has problems that can be read", () => {
  const seeds = Array.from({ length: 3000 }, (_, seed) => seed);
  const outcomes = seeds.map((seed) => ({ seed, ...parseGarden(anyJson(createRandom(seed), 7)) }));
  const gardens = outcomes.filter(({ garden }) => garden);
  expect(gardens.length).toBeGreaterThan(100);
  expect(outcomes.filter(({ garden, problems }) => !garden && problems.length === 0)).toEqual([]);
  expect(outcomes.filter(({ problems = [] }) => problems.some(({ message }) => !/[;?]/.test(message)))).toEqual([]);
});

test.each([[undefined], [Number.NaN], [() => {}], [10n], [new Date(0)]])(
  "what no JSON is (%p) has problems too",
  (value) => {
    expect(() => parseGarden({ services: { "shop/api": { image: { follow: value } } } })).not.toThrow();
    expect(parseGarden({ services: { "shop/api": { image: { follow: value } } } }).problems).toHaveLength(1);
  },
);

test("a thousand services are checked without delay and told apart", () => {
  const services = Object.fromEntries(
    Array.from({ length: 1000 }, (_, index) => [`shop/api-${index}`, { rollout: { bake: { for: index } } }]),
  );
  expect(parseGarden({ services }).problems).toHaveLength(1000);
});
