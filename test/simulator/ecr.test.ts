import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { batchDeleteImage } from "../../simulator/services/ecr/actions/batchDeleteImage.ts";
import { batchGetImage } from "../../simulator/services/ecr/actions/batchGetImage.ts";
import { createRepository } from "../../simulator/services/ecr/actions/createRepository.ts";
import { deleteRepository } from "../../simulator/services/ecr/actions/deleteRepository.ts";
import { describeImages } from "../../simulator/services/ecr/actions/describeImages.ts";
import { describeRepositories } from "../../simulator/services/ecr/actions/describeRepositories.ts";
import { getAuthorizationToken } from "../../simulator/services/ecr/actions/getAuthorizationToken.ts";
import { listImages } from "../../simulator/services/ecr/actions/listImages.ts";
import { listTagsForResource } from "../../simulator/services/ecr/actions/listTagsForResource.ts";
import { putImage } from "../../simulator/services/ecr/actions/putImage.ts";
import { putImageTagMutability } from "../../simulator/services/ecr/actions/putImageTagMutability.ts";
import { tagResource } from "../../simulator/services/ecr/actions/tagResource.ts";
import { untagResource } from "../../simulator/services/ecr/actions/untagResource.ts";
import { ACCOUNT, regionWithCalls, START } from "../support/region.ts";

const OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const OCI_INDEX = "application/vnd.oci.image.index.v1+json";
const LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

function registry() {
  const made = regionWithCalls();
  const events: { detailType: string; resources: readonly string[]; detail: unknown }[] = [];
  Object.assign(made.aws.events, { emit: (event: (typeof events)[number]) => events.push(event) });
  return { ...made, events };
}

async function withRepository(options: { name?: string; mutability?: "MUTABLE" | "IMMUTABLE" } = {}) {
  const made = registry();
  const repositoryName = options.name ?? "team/web";
  await made.call(createRepository, { repositoryName, imageTagMutability: options.mutability ?? "MUTABLE" });
  const put = (imageManifest: string, imageTag?: string) =>
    made.call(putImage, { repositoryName, imageManifest, ...(imageTag === undefined ? {} : { imageTag }) });
  return { ...made, repositoryName, put };
}

const hex = (character: string): string => `sha256:${character.repeat(64)}`;
const digestOf = (text: string): string => `sha256:${createHash("sha256").update(text).digest("hex")}`;

function image(content: string, extra: object = {}): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: { mediaType: "application/vnd.oci.image.config.v1+json", digest: hex(content), size: 100 },
    layers: [{ mediaType: LAYER, digest: hex("0"), size: 1000 }],
    ...extra,
  });
}

function index(children: { manifest: string; architecture: string }[]): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: OCI_INDEX,
    manifests: children.map(({ manifest, architecture }) => ({
      mediaType: OCI_MANIFEST,
      digest: digestOf(manifest),
      size: manifest.length,
      platform: { os: "linux", architecture },
    })),
  });
}

describe("repositories", () => {
  test("are made, described by name and by page, tagged and deleted", async () => {
    const { call, refusal } = registry();
    for (const repositoryName of ["bb", "a/one", "cc"]) await call(createRepository, { repositoryName });

    const { repository } = await call(createRepository, {
      repositoryName: "team/web",
      imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
      imageTagMutabilityExclusionFilters: [{ filterType: "WILDCARD", filter: "dev-*" }],
      tags: [{ Key: "team", Value: "web" }],
    });
    expect(repository).toEqual({
      repositoryArn: "arn:aws:ecr:us-east-1:123456789012:repository/team/web",
      registryId: ACCOUNT,
      repositoryName: "team/web",
      repositoryUri: "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/web",
      createdAt: new Date(START),
      imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
      imageTagMutabilityExclusionFilters: [{ filterType: "WILDCARD", filter: "dev-*" }],
      imageScanningConfiguration: { scanOnPush: false },
      encryptionConfiguration: { encryptionType: "AES256" },
    });

    const first = await call(describeRepositories, { maxResults: 3 });
    expect(first.repositories?.map((each) => each.repositoryName)).toEqual(["a/one", "bb", "cc"]);
    const second = await call(describeRepositories, { maxResults: 3, nextToken: first.nextToken });
    expect(second.repositories?.map((each) => each.repositoryName)).toEqual(["team/web"]);
    expect(second.nextToken).toBeUndefined();
    expect((await refusal(describeRepositories, { nextToken: "never given" })).name).toBe("InvalidParameterException");

    const resourceArn = repository?.repositoryArn ?? "";
    await call(tagResource, { resourceArn, tags: [{ Key: "stage", Value: "live" }] });
    await call(untagResource, { resourceArn, tagKeys: ["team"] });
    expect(await call(listTagsForResource, { resourceArn })).toEqual({ tags: [{ Key: "stage", Value: "live" }] });

    await call(deleteRepository, { repositoryName: "team/web" });
    expect(await refusal(describeRepositories, { repositoryNames: ["team/web"] })).toMatchObject({
      name: "RepositoryNotFoundException",
      message: "The repository with name 'team/web' does not exist in the registry with id '123456789012'",
    });
  });

  test.each([
    ["a name with capitals", { repositoryName: "Web" }, "InvalidParameterException"],
    ["a name twice", { repositoryName: "taken" }, "RepositoryAlreadyExistsException"],
    ["another account", { repositoryName: "web", registryId: "210987654321" }, "RepositoryNotFoundException"],
    [
      "filters without the setting they belong to",
      {
        repositoryName: "web",
        imageTagMutabilityExclusionFilters: [{ filterType: "WILDCARD" as const, filter: "v*" }],
      },
      "InvalidParameterException",
    ],
    [
      "scans, which are not simulated",
      { repositoryName: "web", imageScanningConfiguration: { scanOnPush: true } },
      "NotImplementedException",
    ],
  ])("CreateRepository refuses %s", async (_, input, code) => {
    const { call, refusal } = registry();
    await call(createRepository, { repositoryName: "taken" });
    expect((await refusal(createRepository, input)).name).toBe(code);
  });

  test("that hold images go only by force", async () => {
    const { call, refusal, put, repositoryName } = await withRepository();
    await put(image("a"), "v1");
    expect((await refusal(deleteRepository, { repositoryName })).name).toBe("RepositoryNotEmptyException");
    await call(deleteRepository, { repositoryName, force: true });
  });
});

describe("PutImage", () => {
  test("keeps the exact bytes, answers their digest, and tells EventBridge", async () => {
    const { put, events, aws } = await withRepository();
    const manifest = image("a");
    const put1 = await put(manifest, "v42");
    expect(put1.image).toEqual({
      registryId: ACCOUNT,
      repositoryName: "team/web",
      imageId: { imageDigest: digestOf(manifest), imageTag: "v42" },
      imageManifest: manifest,
      imageManifestMediaType: OCI_MANIFEST,
    });
    expect(events).toEqual([
      {
        source: "aws.ecr",
        detailType: "ECR Image Action",
        resources: [],
        detail: {
          result: "SUCCESS",
          "repository-name": "team/web",
          "image-digest": digestOf(manifest),
          "action-type": "PUSH",
          "image-tag": "v42",
        },
      },
    ]);
    expect(aws.ecr.find({ repositoryName: "team/web", tag: "v42" })).toMatchObject({
      digest: digestOf(manifest),
      tags: ["v42"],
      platforms: [],
      behavior: undefined,
      pushedAt: START,
      sizeInBytes: 1100,
    });
  });

  test("without a tag sends an event without a tag", async () => {
    const { put, events } = await withRepository();
    await put(image("a"));
    expect(events[0]?.detail).not.toHaveProperty("image-tag");
  });

  test("moves a tag: the older image stays, untagged", async () => {
    const { put, call, world, repositoryName } = await withRepository();
    await put(image("a"), "latest");
    await world.advance(60_000);
    await put(image("b"), "latest");
    const { imageDetails } = await call(describeImages, { repositoryName });
    expect(imageDetails).toMatchObject([
      { imageDigest: digestOf(image("a")), imagePushedAt: new Date(START) },
      { imageDigest: digestOf(image("b")), imageTags: ["latest"], imagePushedAt: new Date(START + 60_000) },
    ]);
    expect(imageDetails?.[0]).not.toHaveProperty("imageTags");
  });

  test("of a known manifest under a new tag adds the tag and keeps the time of the push", async () => {
    const { put, call, world, repositoryName } = await withRepository();
    await put(image("a"), "v1");
    await world.advance(60_000);
    await put(image("a"), "v2");
    const { imageDetails } = await call(describeImages, { repositoryName });
    expect(imageDetails).toMatchObject([{ imageTags: ["v1", "v2"], imagePushedAt: new Date(START) }]);
  });

  test("of the same manifest and tag again is refused", async () => {
    const { put, refusal, repositoryName } = await withRepository();
    await put(image("a"), "v1");
    expect(await refusal(putImage, { repositoryName, imageManifest: image("a"), imageTag: "v1" })).toMatchObject({
      name: "ImageAlreadyExistsException",
      message: `Image with digest '${digestOf(image("a"))}' and tag 'v1' already exists in the repository with name 'team/web' in registry with id '123456789012'`,
    });
  });

  test.each([
    ["IMMUTABLE", [], "v1", true],
    ["IMMUTABLE_WITH_EXCLUSION", ["dev-*"], "dev-1", false],
    ["IMMUTABLE_WITH_EXCLUSION", ["dev-*"], "v1", true],
    ["MUTABLE_WITH_EXCLUSION", ["v*.*"], "v1.2", true],
    ["MUTABLE_WITH_EXCLUSION", ["v*.*"], "v1", false],
    ["MUTABLE", [], "v1", false],
  ] as const)("with %s %j: tag %s is fixed: %s", async (imageTagMutability, filters, imageTag, isFixed) => {
    const { put, call, repositoryName } = await withRepository();
    await call(putImageTagMutability, {
      repositoryName,
      imageTagMutability,
      ...(filters.length > 0
        ? { imageTagMutabilityExclusionFilters: filters.map((filter) => ({ filterType: "WILDCARD" as const, filter })) }
        : {}),
    });
    await put(image("a"), imageTag);
    const moved = put(image("b"), imageTag).then(
      () => "moved",
      (error: Error) => `${error.name}: ${error.message}`,
    );
    expect(await moved).toBe(
      isFixed
        ? `ImageTagAlreadyExistsException: The image tag '${imageTag}' already exists in the 'team/web' repository and cannot be overwritten because the repository is immutable.`
        : "moved",
    );
  });

  test("of an index needs its images, and knows their platforms, size and behavior", async () => {
    const { put, refusal, aws, repositoryName } = await withRepository();
    const amd = image("a", { annotations: { "simulator.behavior": "crash" } });
    const arm = image("b", { layers: [{ mediaType: LAYER, digest: hex("1"), size: 5000 }] });
    const attestation = image("c");
    const manifest = index([
      { manifest: amd, architecture: "amd64" },
      { manifest: arm, architecture: "arm64" },
      { manifest: attestation, architecture: "unknown" },
    ]);
    await put(amd);
    await put(attestation);
    expect(await refusal(putImage, { repositoryName, imageManifest: manifest })).toMatchObject({
      name: "ReferencedImagesNotFoundException",
      message: expect.stringContaining(digestOf(arm)),
    });
    await put(arm);
    await put(manifest, "latest");
    expect(aws.ecr.find({ repositoryName, tag: "latest" })).toMatchObject({
      mediaType: OCI_INDEX,
      platforms: [
        { os: "linux", architecture: "amd64" },
        { os: "linux", architecture: "arm64" },
      ],
      behavior: "crash",
      sizeInBytes: 5100,
    });
  });

  test.each([
    ["no JSON", "{", {}, "InvalidParameterException", "Invalid JSON syntax"],
    ["a list", "[]", {}, "InvalidParameterException", "Invalid JSON syntax"],
    ["no media type", image("a", { mediaType: undefined }), {}, "InvalidParameterException", "must be specified"],
    [
      "another media type than stated",
      image("a"),
      { imageManifestMediaType: OCI_INDEX },
      "InvalidParameterException",
      "does not match",
    ],
    ["an unknown media type", image("a", { mediaType: "text/plain" }), {}, "InvalidParameterException", "Unsupported"],
    ["schema 1", image("a", { schemaVersion: 1 }), {}, "InvalidParameterException", "schemaVersion"],
    ["no configuration", image("a", { config: undefined }), {}, "InvalidParameterException", "config"],
    ["no layers", image("a", { layers: "none" }), {}, "InvalidParameterException", "layers"],
    ["a bad tag", image("a"), { imageTag: "-v1" }, "InvalidParameterException", "regular expression"],
    ["a wrong digest", image("a"), { imageDigest: hex("f") }, "ImageDigestDoesNotMatchException", hex("f")],
    [
      "an unknown behavior",
      image("a", { annotations: { "simulator.behavior": "dance" } }),
      {},
      "InvalidParameterException",
      "dance",
    ],
  ])("refuses %s", async (_, imageManifest, extra, code, text) => {
    const { refusal, repositoryName, events } = await withRepository();
    expect(await refusal(putImage, { repositoryName, imageManifest, ...extra })).toMatchObject({
      name: code,
      message: expect.stringContaining(text),
    });
    expect(events).toEqual([]);
  });

  test("takes the media type from the request where the manifest has none", async () => {
    const { call, repositoryName } = await withRepository();
    const imageManifest = image("a", { mediaType: undefined });
    const answer = await call(putImage, { repositoryName, imageManifest, imageManifestMediaType: OCI_MANIFEST });
    expect(answer.image?.imageManifestMediaType).toBe(OCI_MANIFEST);
  });
});

describe("reading images", () => {
  test("DescribeImages pages, filters, and fails as a whole for one missing image", async () => {
    const { put, call, refusal, repositoryName } = await withRepository();
    await put(image("a"), "v1");
    await put(image("b"));
    await put(image("c"), "v3");
    const first = await call(describeImages, { repositoryName, maxResults: 2 });
    const rest = await call(describeImages, { repositoryName, maxResults: 2, nextToken: first.nextToken });
    expect([first, rest].map((answer) => answer.imageDetails?.length)).toEqual([2, 1]);

    const tagged = await call(describeImages, { repositoryName, filter: { tagStatus: "TAGGED" } });
    expect(tagged.imageDetails?.map((each) => each.imageTags)).toEqual([["v1"], ["v3"]]);
    const archived = await call(describeImages, { repositoryName, filter: { imageStatus: "ARCHIVED" } });
    expect(archived.imageDetails).toEqual([]);

    const both = [{ imageTag: "v1" }, { imageDigest: digestOf(image("a")) }];
    expect((await call(describeImages, { repositoryName, imageIds: both })).imageDetails).toHaveLength(1);
    expect(
      await refusal(describeImages, { repositoryName, imageIds: [{ imageTag: "v1" }, { imageTag: "v9" }] }),
    ).toMatchObject({
      name: "ImageNotFoundException",
      message:
        "The image with imageId {imageDigest:'null', imageTag:'v9'} does not exist within the repository with name 'team/web' in the registry with id '123456789012'",
    });
    const paged = { repositoryName, imageIds: both, maxResults: 1 };
    expect((await refusal(describeImages, paged)).name).toBe("InvalidParameterException");
  });

  test("BatchGetImage answers what it finds and lists the rest as failures", async () => {
    const { put, call, refusal, repositoryName } = await withRepository();
    await put(image("a"), "v1");
    await put(image("b"), "v2");
    const digest = digestOf(image("a"));
    const { images, failures } = await call(batchGetImage, {
      repositoryName,
      imageIds: [
        { imageTag: "v1" },
        { imageDigest: digest },
        { imageTag: "v9" },
        { imageDigest: digest, imageTag: "v2" },
        { imageDigest: "no digest" },
        {},
      ],
      acceptedMediaTypes: [OCI_MANIFEST, OCI_INDEX],
    });
    expect(images?.map((each) => each.imageId)).toEqual([
      { imageDigest: digest, imageTag: "v1" },
      { imageDigest: digest },
    ]);
    expect(images?.[0]?.imageManifest).toBe(image("a"));
    expect(failures?.map((failure) => failure.failureCode)).toEqual([
      "ImageNotFound",
      "ImageTagDoesNotMatchDigest",
      "InvalidImageDigest",
      "MissingDigestAndTag",
    ]);
    const translated = { repositoryName, imageIds: [{ imageTag: "v1" }], acceptedMediaTypes: ["text/plain"] };
    expect((await refusal(batchGetImage, translated)).name).toBe("NotImplementedException");
  });

  test("ListImages has one identifier for each tag", async () => {
    const { put, call, repositoryName } = await withRepository();
    await put(image("a"), "v1");
    await put(image("a"), "v2");
    await put(image("b"));
    expect((await call(listImages, { repositoryName })).imageIds).toEqual([
      { imageDigest: digestOf(image("a")), imageTag: "v1" },
      { imageDigest: digestOf(image("a")), imageTag: "v2" },
      { imageDigest: digestOf(image("b")) },
    ]);
  });
});

describe("BatchDeleteImage", () => {
  test("by tag removes the tag, and the image with its last tag", async () => {
    const { put, call, events, aws, repositoryName } = await withRepository();
    await put(image("a"), "v1");
    await put(image("a"), "v2");
    const digest = digestOf(image("a"));
    await call(batchDeleteImage, { repositoryName, imageIds: [{ imageTag: "v1" }] });
    expect(aws.ecr.find({ repositoryName, digest })?.tags).toEqual(["v2"]);
    await call(batchDeleteImage, { repositoryName, imageIds: [{ imageTag: "v2" }] });
    expect(aws.ecr.find({ repositoryName, digest })).toBeUndefined();
    expect(events.slice(2).map((event) => event.detail)).toMatchObject([
      { "action-type": "DELETE", "image-tag": "v1", "image-digest": digest },
      { "action-type": "DELETE", "image-tag": "v2", "image-digest": digest },
    ]);
  });

  test("by digest removes the image with all its tags, one event for each", async () => {
    const { put, call, events, repositoryName } = await withRepository();
    await put(image("a"), "v1");
    await put(image("a"), "v2");
    const answer = await call(batchDeleteImage, { repositoryName, imageIds: [{ imageDigest: digestOf(image("a")) }] });
    expect(answer.imageIds).toHaveLength(2);
    expect(events).toHaveLength(4);
  });

  test("keeps an image that an index names", async () => {
    const { put, call, repositoryName } = await withRepository();
    await put(image("a"));
    await put(index([{ manifest: image("a"), architecture: "arm64" }]), "latest");
    const imageIds = [{ imageDigest: digestOf(image("a")) }, { imageTag: "v9" }];
    const { failures } = await call(batchDeleteImage, { repositoryName, imageIds });
    expect(failures?.map((failure) => failure.failureCode)).toEqual(["ImageReferencedByManifestList", "ImageNotFound"]);
  });
});

describe("push for the control surface", () => {
  test("makes the repository, a new digest each time, and an image that behaves so", () => {
    const { aws, events } = registry();
    const first = aws.ecr.push({ repository: "shop/api", tag: "latest", behavior: "slow:30" });
    const second = aws.ecr.push({ repository: "shop/api", tag: "latest" });
    expect(first.digest).not.toBe(second.digest);
    expect(aws.ecr.find({ repositoryName: "shop/api", digest: first.digest })).toMatchObject({
      behavior: "slow:30",
      tags: [],
    });
    expect(aws.ecr.find({ repositoryName: "shop/api", tag: "latest" })).toMatchObject({
      digest: second.digest,
      behavior: undefined,
    });
    expect(events).toHaveLength(2);
    expect(() => aws.ecr.push({ repository: "shop/api", tag: "latest", behavior: "dance" })).toThrow("dance");
  });
});

test("GetAuthorizationToken is for the user AWS and holds for twelve hours", async () => {
  const { call } = registry();
  const { authorizationData } = await call(getAuthorizationToken, {});
  expect(Buffer.from(authorizationData?.[0]?.authorizationToken ?? "", "base64").toString()).toMatch(/^AWS:/);
  expect(authorizationData?.[0]).toMatchObject({
    expiresAt: new Date(START + 12 * 60 * 60 * 1000),
    proxyEndpoint: "https://123456789012.dkr.ecr.us-east-1.amazonaws.com",
  });
});
