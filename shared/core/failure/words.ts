import { nearest } from "../nearest.ts";
import { anyOf, type Pattern, says } from "./pattern.ts";

// The same thing is said in many ways: each has one name here, and the rules use the names.

export const TIMED_OUT = anyOf(/timed?[- ]?out/, "deadline exceeded", "i/o time", "context deadline");

export const NO_SUCH_HOST = anyOf(
  "no such host",
  "server misbehaving",
  "could not resolve host",
  "couldn't resolve host",
  "unable to resolve host",
  "name or service not known",
  "name resolution",
  "nxdomain",
  "unknownhost",
);

export const UNREACHABLE = anyOf(
  TIMED_OUT,
  "connection issue",
  /status ?code: 0\b/,
  "connection refused",
  "request canceled while waiting",
  "awaiting headers",
  "no route to host",
  "unreachable",
  "dial tcp",
  "send request failed",
  /(?:cannot|can't|unable to|could not|couldn't|failed to) (?:connect|reach|establish)/,
  "check your task network",
);

export const DENIED = anyOf(
  "accessdeni",
  /access (?:is |was )?denied/,
  /\bdenied\b/,
  "not authorized",
  "not authorised",
  "unauthorized",
  "not permitted",
  "forbidden",
  "no identity-based policy",
  "explicit deny",
  /\b403\b/,
);

export const NOT_FOUND = anyOf(
  "not found",
  "notfound",
  "not exist",
  "doesn't exist",
  "no such",
  /(?:cannot|can't|could not|couldn't|unable to|failed to) (?:be found|find|locate)/,
  /\b404\b/,
);

export const ENDPOINT_POLICY = anyOf("vpc endpoint policy", "endpoint policy");

/** AWS, or a registry, is in trouble itself. */
export const OUT_OF_ORDER = anyOf(
  /internal ?(?:service|server) ?(?:error|failure)/,
  "internalfailure",
  /service ?(?:is )?(?:temporarily )?unavailable/,
  /status ?code:? 50[0234]\b/,
);

export const THROTTLED = anyOf("throttl", "rate exceeded", "too many requests", "limitexceeded");

/** A pull of an image; "unable to pull secrets or registry auth" is none. */
export const PULL = anyOf(
  "cannotpull",
  /(?:cannot|can't|unable to|could not|couldn't|failed to|error) pull(?:ing)? (?!secrets|registry|credentials)/,
  /pull(?:ing)? (?:the |an )?(?:\w+ )?image/,
  "image pull",
  "pull command",
  "pull access",
  "pull rate",
  "resolve ref",
  "image manifest",
  "manifest for",
);

/** Before the containers are made: secrets, registry credentials, volumes, log drivers. */
export const INITIALIZATION = anyOf(
  "resourceinitialization",
  "unable to pull secrets",
  "registry auth",
  "execution resource retrieval",
);

export const SECRET = anyOf("getsecretvalue", "secretsmanager", "secrets manager", /\basm\b/, "fetch secret");

export const PARAMETER = anyOf("ssm:", "arn:ssm", /\bssm\b/, "parameter store", "systems manager", "getparameter");

export const LOGS = anyOf(
  "log group",
  "log stream",
  "logging driver",
  "log driver",
  "logger args",
  "awslogs",
  "cloudwatch log",
  "arn:logs",
  "logs:create",
  "logs:put",
);

export const START = anyOf(
  "cannotstartcontainer",
  "cannotcreatecontainer",
  /(?:cannot|can't|unable to|could not|couldn't|failed to) (?:start|create|run) (?:the |a )?(?:\w+ )?(?:container|process|task)/,
  "starting container process",
  "oci runtime",
  /\brunc\b/,
  "shim task",
);

export const NETWORK_INTERFACE = anyOf("network interface", "networkinterface", /\beni\b/);

export const LOAD_BALANCER = anyOf(/\belb\b/, "target-group", "target group", "load balancer", "loadbalanc");

export const HEALTH = anyOf(/health ?-?checks?/, "unhealthy", "not healthy");

/** Registries that many use. */
const PUBLIC_REGISTRIES = [
  "docker.io",
  "index.docker.io",
  "registry-1.docker.io",
  "auth.docker.io",
  "public.ecr.aws",
  "ghcr.io",
  "gcr.io",
  "quay.io",
  "registry.k8s.io",
  "registry.gitlab.com",
  "mcr.microsoft.com",
];

const HOST = /(?<![\w.@-])(?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]*(?![\w-])/g;

/** What somebody who wrote this host had in mind. */
const ECR_LIKE = anyOf(/\bdkr\b/, /^\d{9,}\./, /\becr\b.*\bama?z/);

/** Registry and API of ECR, up to the Region. */
const ECR_BEGINNING = /^(?:(?<account>[\w-]+)\.dkr[.-]ecr|api\.ecr|ecr)(?:-fips)?\./;

/** Texts that were passed on may have another word in its place; digits are digits. */
const ACCOUNT = /^(?:\d{12}|.*\D.*)$/;

const REGION =
  /^(?:region|[a-z]{2,4}(?:-[a-z]+)?-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-\d)$/;

const AWS_DOMAIN = /^(?:amazonaws\.(?:com|com\.cn|eu)|api\.aws|on\.aws|on\.amazonwebservices\.com\.cn|.*\.gov)$/;

function isEcr(host: string): boolean {
  const beginning = ECR_BEGINNING.exec(host);
  if (!beginning) return host.includes("vpce");
  const [region = "", ...domain] = host.slice(beginning[0].length).split(".");
  const account = beginning.groups?.["account"] ?? "";
  return (account === "" || ACCOUNT.test(account)) && REGION.test(region) && AWS_DOMAIN.test(domain.join("."));
}

const isRegistry = (host: string): boolean => PUBLIC_REGISTRIES.includes(host) || isEcr(host);

/** Fewer, and what was written of ECR's host is only its beginning. */
const ECR_LABELS_MIN = 5;

const isCutShort = (host: string, text: string): boolean =>
  text.endsWith(host) || host.split(".").length < ECR_LABELS_MIN;

/** A host that cannot be a registry: ECR's form with a mistake in it, or nearly the name of a public one. */
export const MISSPELLED_REGISTRY: Pattern = (text) =>
  (text.match(HOST) ?? []).some(
    (host) =>
      !isRegistry(host) &&
      (says(host, ECR_LIKE) ? !isCutShort(host, text) : nearest(host, PUBLIC_REGISTRIES) !== undefined),
  );

/** A host that DNS may well know nothing of: neither ECR nor a public registry. */
export const OTHER_REGISTRY: Pattern = (text) => {
  const hosts = text.match(HOST) ?? [];
  return hosts.length > 0 && !hosts.some((host) => isRegistry(host) || host.includes("amazonaws"));
};
