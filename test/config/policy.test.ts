import { expect, test } from "@jest/globals";
import { type Garden, type ServicePolicy, servicePolicy } from "../../shared/config/garden.ts";
import { formatProblems } from "../../shared/config/problem.ts";
import { readGarden } from "../../shared/config/yaml.ts";

const builtIn = { bakeSeconds: 300, deadlineSeconds: 1200, rollback: "auto", rightsizeMemoryMax: undefined } as const;

function gardenOf(file: string): Garden {
  const { garden, problems } = readGarden(file);
  if (!garden) throw new Error(formatProblems("garden.yml", problems));
  return garden;
}

interface Row {
  readonly name: string;
  readonly file: string;
  readonly followTag?: string;
  readonly policy: Partial<ServicePolicy>;
}

const rows: readonly Row[] = [
  { name: "an empty file leaves an untagged service alone", file: "", policy: { follow: undefined, ...builtIn } },
  { name: "the service tag alone opts in", file: "", followTag: "latest", policy: { follow: "latest", ...builtIn } },
  {
    name: "an entry without content is no entry",
    file: "services:\n  shop/api:\n",
    followTag: "tag",
    policy: { follow: "tag", ...builtIn },
  },
  {
    name: "the file says what is followed",
    file: "services: { shop/api: { image: { follow: main } } }",
    policy: { follow: "main", ...builtIn },
  },
  {
    name: "the file wins over the service tag",
    file: "services: { shop/api: { image: { follow: main } } }",
    followTag: "latest",
    policy: { follow: "main" },
  },
  {
    name: "another service's entry says nothing about this one",
    file: "services: { shop/web: { image: { follow: main }, rollout: { rollback: never } } }",
    policy: { follow: undefined, rollback: "auto" },
  },
  {
    name: "defaults hold for services known by their tag only",
    file: "defaults: { rollout: { bake: { for: 0s }, deadline: 2h, rollback: never } }",
    followTag: "latest",
    policy: { follow: "latest", bakeSeconds: 0, deadlineSeconds: 7200, rollback: "never" },
  },
  {
    name: "a service's own words win over defaults, key by key",
    file: `
defaults: { rollout: { bake: { for: 90s }, deadline: 30m, rollback: never } }
services: { shop/api: { rollout: { bake: { for: 0s }, rollback: auto } } }`,
    policy: { bakeSeconds: 0, deadlineSeconds: 1800, rollback: "auto" },
  },
  {
    name: "more memory is only suggested unless it is to be applied, up to a limit of its own",
    file: "defaults: { rollout: { rightsizeMemoryMax: 2048 } }",
    policy: { rightsizeMemoryMax: undefined },
  },
  {
    name: "the limit of the defaults holds for a service that has more memory applied",
    file: "{ defaults: { rollout: { rightsizeMemoryMax: 2048 } }, services: { shop/api: { rollout: { rightsize: apply } } } }",
    policy: { rightsizeMemoryMax: 2048 },
  },
  {
    name: "the built-in limit holds where nobody says one",
    file: "defaults: { rollout: { rightsize: apply } }",
    policy: { rightsizeMemoryMax: 4096 },
  },
  {
    name: "a service may refuse what the defaults apply",
    file: "{ defaults: { rollout: { rightsize: apply } }, services: { shop/api: { rollout: { rightsize: suggest } } } }",
    policy: { rightsizeMemoryMax: undefined },
  },
];

test.each(rows)("$name", ({ file, followTag, policy }) => {
  expect(servicePolicy(gardenOf(file), "shop/api", followTag)).toMatchObject({
    followTagProblem: undefined,
    ...policy,
  });
});

test.each(["", "two words", "shop/api:latest", "x".repeat(129)])(
  "a service tag %j follows nothing and says why",
  (tag) => {
    const { garden } = readGarden("");
    if (!garden) throw new Error("an empty file is a garden");
    const policy = servicePolicy(gardenOf(""), "shop/api", tag);
    expect(policy.follow).toBeUndefined();
    expect(policy.followTagProblem).toMatch(
      /^ECS service tag gardener:follow: ".*is not an image tag; write latest, tag /,
    );
    expect(policy.followTagProblem).not.toContain("in quotes");
  },
);

test("where the file decides, a wrong service tag does not matter", () => {
  const garden = gardenOf("services: { shop/api: { image: { follow: main } } }");
  expect(servicePolicy(garden, "shop/api", "two words")).toMatchObject({ follow: "main", followTagProblem: undefined });
});

test("a service is never confused with what every object has", () => {
  expect(servicePolicy(gardenOf(""), "constructor")).toMatchObject({ follow: undefined, ...builtIn });
});
