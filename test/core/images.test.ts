import { describe, expect, test } from "@jest/globals";
import { followedImages, followedTags, tagName } from "../../shared/core/images/follow.ts";
import { fitsPlatform, platformName, taskPlatform } from "../../shared/core/images/platform.ts";
import { parseImage, pinImage } from "../../shared/core/images/reference.ts";
import type { FollowedImage } from "../../shared/core/model.ts";
import { ONES, REGISTRY_OF_THE_GARDEN, TWOS, imageOf, taskDefinition } from "../support/core.ts";

const HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com";

describe("an image reference", () => {
  test.each([
    ["a bare name means latest", "nginx", { name: "nginx", tag: "latest" }],
    ["a tag", "nginx:1.27", { name: "nginx", tag: "1.27" }],
    ["a digest alone names no tag", `nginx@${ONES}`, { name: "nginx", digest: ONES }],
    ["a tag and a digest", `nginx:1.27@${ONES}`, { name: "nginx", tag: "1.27", digest: ONES }],
    ["a port is no tag", "localhost:5000/team/web", { name: "localhost:5000/team/web", tag: "latest" }],
    ["a port and a tag", "localhost:5000/team/web:v1", { name: "localhost:5000/team/web", tag: "v1" }],
    ["a public registry", "public.ecr.aws/nginx/nginx:1.27", { name: "public.ecr.aws/nginx/nginx", tag: "1.27" }],
    ["nothing at all", "", { name: "", tag: "latest" }],
  ])("%s", (_, image, expected) => {
    expect(parseImage(image)).toEqual(expected);
  });

  test.each([
    ["a private registry", HOST, "us-east-1"],
    ["its FIPS endpoint", "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1"],
    ["China", "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "cn-north-1"],
    ["its dual-stack endpoint", "123456789012.dkr-ecr.eu-central-1.on.aws", "eu-central-1"],
    ["its dual-stack FIPS endpoint", "123456789012.dkr-ecr-fips.us-east-2.on.aws", "us-east-2"],
  ])("%s is an ECR registry", (_, host, region) => {
    expect(parseImage(`${host}/team/web:latest`)).toEqual({
      name: `${host}/team/web`,
      ecr: { account: "123456789012", region, repository: "team/web" },
      tag: "latest",
    });
  });

  test.each([
    ["an account of 11 digits", "12345678901.dkr.ecr.us-east-1.amazonaws.com/web"],
    ["an account of 13 digits", "1234567890123.dkr.ecr.us-east-1.amazonaws.com/web"],
    ["no account", "dkr.ecr.us-east-1.amazonaws.com/web"],
    ["a host without a repository", HOST],
    ["a host and a slash", `${HOST}/`],
    ["another registry that mirrors ECR's path", `mirror.example/${HOST}/web`],
    ["Docker Hub", "team/web:latest"],
  ])("%s is no ECR registry", (_, image) => {
    expect(parseImage(image).ecr).toBeUndefined();
  });

  test.each([
    [`${HOST}/team/web:latest`, `${HOST}/team/web@${TWOS}`],
    [`${HOST}/team/web`, `${HOST}/team/web@${TWOS}`],
    [`${HOST}/team/web@${ONES}`, `${HOST}/team/web@${TWOS}`],
    [`${HOST}/team/web:latest@${ONES}`, `${HOST}/team/web@${TWOS}`],
    ["localhost:5000/web", `localhost:5000/web@${TWOS}`],
  ])("%s is pinned as %s", (image, pinned) => {
    expect(pinImage(image, TWOS)).toBe(pinned);
  });
});

const remembered = (tag: string, container = "web", repository = "team/web") => [{ container, repository, tag }];

describe("what containers follow", () => {
  interface Row {
    readonly name: string;
    readonly follow?: string;
    /** Image by container. */
    readonly images: Readonly<Record<string, string>>;
    readonly tags?: Readonly<Record<string, string>>;
    readonly remembered?: readonly FollowedImage[];
    /** As `web: team/web:latest`. */
    readonly followed: readonly string[];
  }

  const pinned = imageOf("team/web", ONES);
  const rows: readonly Row[] = [
    {
      name: "the followed tag",
      images: { web: imageOf("team/web:latest") },
      followed: ["web: team/web:latest"],
    },
    { name: "no tag at all means latest", images: { web: imageOf("team/web") }, followed: ["web: team/web:latest"] },
    { name: "a sidecar on another tag stays", images: { web: imageOf("team/web:stable") }, followed: [] },
    {
      name: "with `tag`, each container follows the tag that it names",
      follow: "tag",
      images: { web: imageOf("team/web:main"), proxy: imageOf("team/proxy:stable") },
      followed: ["web: team/web:main", "proxy: team/proxy:stable"],
    },
    {
      name: "two containers on one tag follow it both",
      images: { web: imageOf("team/web:latest"), worker: imageOf("team/web:latest") },
      followed: ["web: team/web:latest", "worker: team/web:latest"],
    },
    {
      name: "another account's registry is not heard",
      images: { web: "999999999999.dkr.ecr.us-east-1.amazonaws.com/team/web:latest" },
      followed: [],
    },
    {
      name: "another Region's registry is not heard",
      images: { web: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/web:latest" },
      followed: [],
    },
    { name: "a public registry is not heard", images: { web: "public.ecr.aws/team/web:latest" }, followed: [] },
    {
      name: "the dual-stack name of the same registry is",
      images: { web: "123456789012.dkr-ecr.us-east-1.on.aws/team/web:latest" },
      followed: ["web: team/web:latest"],
    },
    { name: "pinned by somebody, without a record", images: { web: pinned }, followed: [] },
    {
      name: "pinned with the tag beside the digest is pinned by somebody too",
      images: { web: imageOf("team/web:latest", ONES) },
      followed: [],
    },
    {
      name: "pinned, and recorded on the revision",
      images: { web: pinned },
      tags: { "gardener:image:web": "team/web:latest" },
      followed: ["web: team/web:latest"],
    },
    {
      name: "pinned, and remembered",
      images: { web: pinned },
      remembered: remembered("latest"),
      followed: ["web: team/web:latest"],
    },
    {
      name: "the revision's record wins over what is remembered",
      follow: "tag",
      images: { web: pinned },
      tags: { "gardener:image:web": "team/web:main" },
      remembered: remembered("latest"),
      followed: ["web: team/web:main"],
    },
    {
      name: "a record for another repository does not count",
      images: { web: pinned },
      tags: { "gardener:image:web": "team/web-old:latest" },
      followed: [],
    },
    {
      name: "nor does it where each container's own tag is followed",
      follow: "tag",
      images: { web: pinned },
      tags: { "gardener:image:web": "team/web-old:latest" },
      followed: [],
    },
    {
      name: "nor does one for another container",
      images: { web: pinned },
      tags: { "gardener:image:proxy": "team/web:latest" },
      remembered: remembered("latest", "proxy"),
      followed: [],
    },
    {
      name: "nor does a memory of another repository",
      images: { web: pinned },
      remembered: remembered("latest", "web", "team/other"),
      followed: [],
    },
    {
      name: "a recorded tag that is not the followed one",
      images: { web: pinned },
      tags: { "gardener:image:web": "team/web:main" },
      followed: [],
    },
    {
      name: "a tag in the image wins over the record: somebody named it since",
      images: { web: imageOf("team/web:stable") },
      tags: { "gardener:image:web": "team/web:latest" },
      followed: [],
    },
  ];

  test.each(rows)("$name", ({ follow = "latest", images, tags = {}, remembered: known = [], followed }) => {
    const containers = Object.entries(images).map(([name, image]) => ({ name, image }));
    const found = followedImages(taskDefinition({ containers, tags }), follow, REGISTRY_OF_THE_GARDEN, known);
    expect(found.map((image) => `${image.container}: ${tagName(image)}`)).toEqual(followed);
  });
});

describe("the record on a revision", () => {
  test("names repository and tag by container", () => {
    expect(
      followedTags([
        { container: "web", repository: "team/web", tag: "latest" },
        { container: "worker", repository: "team/worker", tag: "v1" },
      ]),
    ).toEqual({ "gardener:image:web": "team/web:latest", "gardener:image:worker": "team/worker:v1" });
  });

  // A key of AWS's takes 128 characters, of which `gardener:image:` are 15; a value takes 256.
  test.each([
    ["the longest key", "c".repeat(113), "latest", true],
    ["a key that is too long", "c".repeat(114), "latest", false],
    ["the longest value", "web", "t".repeat(247), true],
    ["a value that is too long", "web", "t".repeat(248), false],
  ])("%s", (_, container, tag, kept) => {
    const tags = followedTags([{ container, repository: "team/web", tag }]);
    expect(Object.keys(tags)).toHaveLength(kept ? 1 : 0);
  });
});

describe("platforms", () => {
  const amd64 = { os: "linux", architecture: "amd64" };
  const arm64 = { os: "linux", architecture: "arm64" };
  const windows = { os: "windows", architecture: "amd64" };

  test.each([
    ["the only one", [amd64], amd64, true],
    ["one of two", [arm64, amd64], amd64, true],
    ["another architecture", [arm64], amd64, false],
    ["another system", [windows], amd64, false],
    ["system of the one and architecture of the other", [windows, arm64], amd64, false],
    ["what cannot be read counts as fitting", [], arm64, true],
  ])("%s", (_, platforms, wanted, fits) => {
    expect(fitsPlatform(platforms, wanted)).toBe(fits);
  });

  test.each([
    ["silent", {}, "linux/amd64"],
    ["X86_64", { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" }, "linux/amd64"],
    ["Graviton", { cpuArchitecture: "ARM64", operatingSystemFamily: "LINUX" }, "linux/arm64"],
    ["Graviton without its system", { cpuArchitecture: "ARM64" }, "linux/arm64"],
    ["Windows", { cpuArchitecture: "X86_64", operatingSystemFamily: "WINDOWS_SERVER_2022_CORE" }, "windows/amd64"],
  ])("%s: %j is %s", (_, runtimePlatform, expected) => {
    expect(platformName(taskPlatform(runtimePlatform))).toBe(expected);
  });
});
