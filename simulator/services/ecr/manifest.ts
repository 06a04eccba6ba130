import { createHash } from "node:crypto";
import { invalidParameter } from "./errors.ts";

/**
 * What Amazon ECR reads in a manifest before it stores it (image format: OCI image specification 1.1, Docker image
 * manifest v2 schema 2). Blobs are not looked for: a manifest is accepted although its blobs were never uploaded.
 */

export interface Platform {
  readonly os: string;
  readonly architecture: string;
}

export interface Manifest {
  /** The exact bytes that were pushed. */
  readonly text: string;
  /** `sha256:<64 hexadecimal digits>` of those bytes. */
  readonly digest: string;
  readonly mediaType: string;
  /** Media type of the configuration, or the artifact type where the manifest names one. */
  readonly artifactMediaType: string | undefined;
  /** Digests of the manifests that an index names; empty for a single image. */
  readonly children: readonly string[];
  /** Of an index; a single image keeps its platform in its configuration blob, which may be absent. */
  readonly platforms: readonly Platform[];
  readonly annotations: Readonly<Record<string, string>>;
  /** Of an artifact that refers to another manifest, as a signature does. */
  readonly subjectDigest: string | undefined;
  /** Configuration and layers, in bytes; 0 for an index. */
  readonly sizeInBytes: number;
}

const IMAGE_MEDIA_TYPES: ReadonlySet<string> = new Set([
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
]);

const INDEX_MEDIA_TYPES: ReadonlySet<string> = new Set([
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.index.v1+json",
]);

export const isIndex = (mediaType: string): boolean => INDEX_MEDIA_TYPES.has(mediaType);

const DIGEST = /^sha256:[0-9a-f]{64}$/;

type JsonObject = Readonly<Record<string, unknown>>;

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform: unknown;
}

/** Throws InvalidParameterException for what is no manifest. `statedMediaType` is PutImage's imageManifestMediaType. */
export function parseManifest(text: string, statedMediaType: string | undefined): Manifest {
  const document = parseObject(text);
  const mediaType = mediaTypeOf(document, statedMediaType);
  if (document["schemaVersion"] !== 2) throw invalid("schemaVersion must be 2");
  const hasImages = isIndex(mediaType);
  if (!hasImages && !IMAGE_MEDIA_TYPES.has(mediaType)) throw invalid(`Unsupported manifest media type ${mediaType}`);
  const common = {
    text,
    digest: `sha256:${createHash("sha256").update(text).digest("hex")}`,
    mediaType,
    annotations: annotationsOf(document),
    subjectDigest: document["subject"] === undefined ? undefined : descriptor(document["subject"], "subject").digest,
  };
  const artifactType = textMember(document, "artifactType");
  if (hasImages) {
    const manifests = descriptors(document["manifests"], "manifests");
    return {
      ...common,
      artifactMediaType: artifactType,
      children: manifests.map((child) => child.digest),
      platforms: manifests.flatMap((child) => platformOf(child.platform)),
      sizeInBytes: 0,
    };
  }
  const config = descriptor(document["config"], "config");
  const layers = descriptors(document["layers"], "layers");
  return {
    ...common,
    artifactMediaType: artifactType ?? config.mediaType,
    children: [],
    platforms: [],
    sizeInBytes: layers.reduce((bytes, layer) => bytes + layer.size, config.size),
  };
}

function parseObject(text: string): JsonObject {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw invalid("Invalid JSON syntax");
  }
  if (!isObject(parsed)) throw invalid("Invalid JSON syntax");
  return parsed;
}

function mediaTypeOf(document: JsonObject, stated: string | undefined): string {
  const own = textMember(document, "mediaType");
  if (own !== undefined && stated !== undefined && own !== stated)
    throw invalidParameter(
      "imageManifestMediaType",
      `manifest media type ${own} does not match the specified media type ${stated}`,
    );
  const mediaType = own ?? stated;
  if (mediaType === undefined)
    throw invalidParameter(
      "imageManifestMediaType",
      "must be specified because the image manifest does not contain the mediaType field",
    );
  return mediaType;
}

function annotationsOf(document: JsonObject): Record<string, string> {
  const annotations = document["annotations"] ?? {};
  if (!isObject(annotations)) throw invalid("annotations must be an object");
  const entries = Object.entries(annotations).map(([name, value]): [string, string] => {
    if (typeof value !== "string") throw invalid(`annotation ${name} must be a string`);
    return [name, value];
  });
  return Object.fromEntries(entries);
}

function descriptors(value: unknown, path: string): Descriptor[] {
  if (!Array.isArray(value)) throw invalid(`${path} must be an array`);
  return value.map((element, index) => descriptor(element, `${path}[${index}]`));
}

function descriptor(value: unknown, path: string): Descriptor {
  if (!isObject(value)) throw invalid(`${path} must be a descriptor`);
  const { mediaType, digest, size, platform } = value;
  if (typeof mediaType !== "string") throw invalid(`${path}.mediaType must be a string`);
  if (typeof digest !== "string" || !DIGEST.test(digest)) throw invalid(`${path}.digest must be a sha256 digest`);
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0)
    throw invalid(`${path}.size must be a number of bytes`);
  return { mediaType, digest, size, platform };
}

/** Attestations of build tools stand in an index under the platform unknown/unknown: nothing runs there. */
function platformOf(value: unknown): Platform[] {
  if (!isObject(value)) return [];
  const { os, architecture } = value;
  if (typeof os !== "string" || typeof architecture !== "string" || architecture === "unknown") return [];
  return [{ os, architecture }];
}

function textMember(document: JsonObject, name: string): string | undefined {
  const value = document[name];
  if (value === undefined || typeof value === "string") return value;
  throw invalid(`${name} must be a string`);
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const invalid = (constraint: string): Error => invalidParameter("imageManifest", constraint);
