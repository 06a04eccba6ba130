import { anyOf } from "../pattern.ts";
import type { Rule } from "../rule.ts";
import {
  DENIED,
  ENDPOINT_POLICY,
  INITIALIZATION,
  MISSPELLED_REGISTRY,
  NO_SUCH_HOST,
  NOT_FOUND,
  OTHER_REGISTRY,
  PULL,
  START,
  TIMED_OUT,
  UNREACHABLE,
} from "../words.ts";

const PINNED = "@sha256";

const LAYERS_IN_S3 = anyOf(
  "httpread",
  "nil pointer dereference",
  "error pulling image configuration",
  "layer-bucket",
  /\bs3[.-][\w.-]*amazonaws/,
);

/** The image cannot be had, or cannot run here. */
export const IMAGE: readonly Rule[] = [
  {
    kind: "registry-rate-limit",
    family: "image",
    causedBy: "environment",
    retryable: "yes",
    signs: [
      { reason: [anyOf("toomanyrequests", "too many requests", "pull rate limit")] },
      { reason: [PULL, anyOf("rate limit", "rate exceeded", "throttl", /\b429\b/)] },
    ],
    cause: "The registry takes no more pulls for now: its rate limit is reached.",
    remedy: "Wait and start it again; pull through an ECR pull-through cache, or signed in.",
    source: "PULL",
  },
  {
    kind: "registry-name-misspelled",
    family: "image",
    causedBy: "revision",
    retryable: "no",
    signs: [
      { reason: [anyOf("invalid reference format", "could not parse reference", "invalid image name")] },
      { reason: [PULL, anyOf(NO_SUCH_HOST, UNREACHABLE, NOT_FOUND), MISSPELLED_REGISTRY], confidence: "sureWhenNew" },
      { reason: [PULL, NO_SUCH_HOST, OTHER_REGISTRY], confidence: "likely" },
    ],
    cause:
      "The image of {container} names no registry that exists: a mistake in its URI, or a private registry that DNS does not know.",
    remedy: "Correct the image's URI in the task definition.",
    source: "EXPERIENCE",
  },
  {
    kind: "platform-not-in-image",
    family: "image",
    causedBy: "revision",
    retryable: "no",
    isOfImage: true,
    signs: [
      { reason: [anyOf("no matching manifest", "no match for platform")] },
      { reason: [PULL, "platform", anyOf("descriptor", "manifest", "matching")], unless: [UNREACHABLE, DENIED] },
      { reason: [PULL, "architecture"], unless: [UNREACHABLE, DENIED], confidence: "likely" },
    ],
    cause: "The image of {container} was not built for the architecture that the task asks for.",
    remedy: "Build it with --platform, or set runtimePlatform.cpuArchitecture to what it was built for.",
    source: "RUNTIME",
  },
  {
    kind: "wrong-architecture-inside",
    family: "image",
    causedBy: "revision",
    retryable: "no",
    isOfImage: true,
    signs: [
      { reason: ["exec format error"] },
      {
        log: [/^(?:standard_init_linux\S* )?exec (?:user process caused[^:]*|\S+): exec format error$/],
        confidence: "sureWhenNew",
      },
      { log: ["exec format error"], confidence: "likely" },
    ],
    cause: "The program in {container} was built for another architecture, or is a script without its first line #!.",
    remedy: "Build the image for the task's architecture, or give the script its #! line.",
    source: "POSIX",
  },
  {
    kind: "image-layers-unsupported",
    family: "image",
    causedBy: "revision",
    retryable: "no",
    isOfImage: true,
    signs: [
      { reason: ["mismatched image rootfs"], confidence: "sureWhenNew" },
      { reason: [PULL, anyOf("media type", "mediatype")], unless: ["text/html"], confidence: "likely" },
      {
        reason: [
          PULL,
          anyOf("unsupported", "not supported", "invalid tar"),
          anyOf("layer", "manifest", "compress", "archive"),
        ],
        confidence: "likely",
      },
    ],
    cause: "The runtime cannot unpack the image of {container}: a layer or manifest of a kind that it does not know.",
    remedy: "Build with --provenance=false and gzip layers.",
    source: "RUNTIME",
  },
  {
    kind: "private-registry-credentials-unusable",
    family: "image",
    causedBy: "environment",
    retryable: "no",
    signs: [
      {
        reason: [
          anyOf(
            "private registry credentials",
            /asm fetching (?:username|password)/,
            "authorizationdata",
            "unmarshal secret value",
          ),
        ],
      },
      {
        reason: [
          PULL,
          anyOf("incorrect username", "bad username", "invalid username", "invalid credentials", "expired"),
        ],
      },
    ],
    cause:
      "The registry's credentials for {container} cannot be used: their secret lacks username and password, or they are wrong.",
    remedy: 'Store {"username": …, "password": …} in the secret that repositoryCredentials names.',
    source: "AGENT",
  },
  {
    kind: "ecr-credentials-not-obtained",
    family: "image",
    causedBy: "environment",
    retryable: "maybe",
    signs: [{ reason: ["ecr credentials"] }],
    cause: "The agent got no credentials for ECR.",
    remedy: "Check the instance profile and the agent.",
    source: "AGENT",
  },
  {
    kind: "registry-permission-missing",
    family: "image",
    causedBy: "environment",
    retryable: "no",
    signs: [
      { reason: ["ecr:", DENIED], unless: [ENDPOINT_POLICY] },
      { reason: [PULL, /role has the permission|permissions? to pull/] },
      {
        reason: [PULL, anyOf("not authorized", "identity-based policy", "resource-based policy")],
        unless: [ENDPOINT_POLICY],
      },
      {
        reason: [PULL, anyOf("no basic auth credentials", /\b403\b/, "forbidden")],
        unless: [ENDPOINT_POLICY],
        confidence: "likely",
      },
      {
        reason: [INITIALIZATION, /\becr\b|registry auth from/, DENIED],
        unless: [ENDPOINT_POLICY, "secretsmanager", "ssm:"],
        confidence: "likely",
      },
    ],
    cause: "The role may not pull the image of {container} from its repository.",
    remedy:
      "Give the execution role (on EC2: the instance role) AmazonECSTaskExecutionRolePolicy; across accounts, the repository's policy too.",
    source: "PULL",
  },
  {
    kind: "repository-missing-or-private",
    family: "image",
    causedBy: "revision",
    retryable: "no",
    confidence: "likely",
    signs: [
      {
        reason: [anyOf("pull access denied", "docker login", "requested access to the resource")],
        unless: [ENDPOINT_POLICY],
      },
      {
        reason: [
          PULL,
          anyOf("image exists", "repository does not exist", "insufficient_scope", "authentication required", DENIED),
        ],
        unless: [ENDPOINT_POLICY],
      },
    ],
    cause: "The repository of {container}'s image does not exist, or is private and no credentials are given.",
    remedy: "Correct the image's name, or give repositoryCredentials.",
    source: "PULL",
  },
  {
    kind: "image-space-exhausted",
    family: "image",
    causedBy: "either",
    retryable: "maybe",
    signs: [
      { reason: ["no space left", anyOf(PULL, "getimageblob", "extract", "unpack", "layer")] },
      { reason: [PULL, anyOf("disk full", "disk is full", "not enough space", "insufficient space")] },
    ],
    cause: "There is no room for the image of {container} on the disk.",
    remedy: "Raise ephemeralStorage or the host's volume, prune old images, or make the image smaller.",
    source: "PULL",
  },
  {
    kind: "pull-interrupted",
    family: "image",
    causedBy: "environment",
    retryable: "yes",
    signs: [
      { reason: [PULL, anyOf("inactivity time", "connection reset", "broken pipe", "tls handshake", /\beof\b/)] },
      { reason: [PULL, /context cancel/], unless: [TIMED_OUT] },
      {
        reason: [
          PULL,
          anyOf(/\b50[234]\b/, "service unavailable", "bad gateway", "internal server error", "text/html"),
        ],
      },
    ],
    cause:
      "The pull of {container}'s image broke off: the way to the registry is slow or broken, or the registry has trouble.",
    remedy: "Start it again; if it stays so, check the NAT's throughput and make the image smaller.",
    source: "PULL",
  },
  {
    kind: "image-layers-unreadable",
    family: "image",
    causedBy: "environment",
    retryable: "no",
    signs: [{ reason: [PULL, LAYERS_IN_S3] }],
    cause: "The registry answers, and the layers of {container}'s image in S3 cannot be reached.",
    remedy: "Add the S3 gateway endpoint to the subnet's route table, and let the security group out to S3.",
    source: "PULL",
  },
  {
    kind: "registry-unreachable",
    family: "image",
    causedBy: "environment",
    retryable: "no",
    signs: [
      { reason: [PULL, UNREACHABLE], unless: [NO_SUCH_HOST] },
      { reason: [PULL, anyOf("x509", "certificate")], confidence: "likely" },
    ],
    cause: "The task cannot reach the registry of {container}'s image.",
    remedy:
      "Give it a way out: assignPublicIp, a NAT, or endpoints for ecr.api, ecr.dkr and s3; let the security group out on 443.",
    source: "PULL",
  },
  {
    kind: "pinned-digest-gone",
    family: "image",
    causedBy: "environment",
    causedByWhenNew: "revision",
    retryable: "no",
    signs: [
      { reason: [PULL, PINNED, NOT_FOUND], unless: [NO_SUCH_HOST] },
      { reason: [PULL, PINNED, "been retried"], unless: [NO_SUCH_HOST], confidence: "likely" },
    ],
    cause: "The digest that {container} is pinned to is not in the registry any more.",
    remedy: "Force a new deployment; keep digests in use out of the lifecycle policy.",
    source: "PULL",
  },
  {
    kind: "image-gone-later",
    family: "deployment",
    causedBy: "environment",
    retryable: "no",
    signs: [{ reason: [PULL, NOT_FOUND], unless: [NO_SUCH_HOST], isNewRevision: false }],
    cause: "The image of {container} was deleted after it had been deployed.",
    remedy: "Push it again, and keep images in use out of the lifecycle policy.",
    source: "PULL",
  },
  {
    kind: "cached-image-missing",
    family: "image",
    causedBy: "either",
    retryable: "maybe",
    signs: [{ reason: [START, "no such image"] }],
    cause: "The image of {container} could not be pulled before, and the host has no copy of it.",
    remedy: "Find the pull error before this one.",
    source: "AGENT",
  },
  {
    kind: "image-not-found",
    family: "image",
    causedBy: "revision",
    retryable: "no",
    signs: [
      { reason: [PULL, NOT_FOUND], unless: [NO_SUCH_HOST, "manifesterror", "oauth", "failed to authorize"] },
      { reason: [anyOf("manifest unknown", "name unknown")] },
    ],
    cause:
      "The registry has no such image for {container}: the tag was not pushed, or repository, Region or account is another one.",
    remedy: "Push the tag, or deploy one that exists.",
    source: "PULL",
  },
  {
    kind: "manifest-not-fetched",
    family: "image",
    causedBy: "either",
    retryable: "maybe",
    confidence: "unknown",
    rank: "general",
    signs: [{ reason: [anyOf("cannotpullimagemanifest", "pull image manifest")] }],
    cause: "The manifest of {container}'s image was not fetched: the registry, the credentials or the name.",
    remedy: "Read what follows the error's name; check that the image exists and that the role may pull it.",
    source: "AGENT",
  },
  {
    kind: "image-not-pulled",
    family: "image",
    causedBy: "unknown",
    retryable: "maybe",
    confidence: "unknown",
    rank: "general",
    signs: [{ reason: [PULL] }],
    cause:
      "The image of {container} was not pulled, and the text does not say why: image missing, permission missing, or no way to the registry.",
    remedy: "Read the whole text in the console; check tag, execution role and network in this order.",
    source: "PULL",
  },
];
