/** An image as a task definition names it, taken apart. */
export interface ImageReference {
  /** Registry host and repository, as written: `123456789012.dkr.ecr.us-east-1.amazonaws.com/team/web`. */
  readonly name: string;
  /** The repository when the host is a private ECR registry, without the host. */
  readonly ecr?: { readonly account: string; readonly region: string; readonly repository: string };
  /** `latest` where the reference has neither tag nor digest, as every container runtime reads it. */
  readonly tag?: string;
  readonly digest?: string;
}

/** Both hosts of a private registry (Amazon ECR user guide, ecr-requests): IPv4, and dual-stack with its own domain. */
const ECR_HOSTS = [
  /^(?<account>\d{12})\.dkr\.ecr(?:-fips)?\.(?<region>[a-z0-9-]+)\.[a-z0-9.-]+$/,
  /^(?<account>\d{12})\.dkr-ecr(?:-fips)?\.(?<region>[a-z0-9-]+)\.[a-z0-9.-]+$/,
];

/**
 * Takes an image reference apart: `host/repository:tag`, `host/repository@sha256:…`, or both.
 * A colon before the last slash belongs to the host's port, not to a tag.
 */
export function parseImage(image: string): ImageReference {
  const [beforeDigest, digest] = splitOnce(image, "@");
  const slash = beforeDigest.lastIndexOf("/");
  const colon = beforeDigest.indexOf(":", slash + 1);
  const name = colon < 0 ? beforeDigest : beforeDigest.slice(0, colon);
  const tag = colon < 0 ? undefined : beforeDigest.slice(colon + 1);
  const ecr = parseEcrName(name);
  return {
    name,
    ...(ecr ? { ecr } : {}),
    ...(tag !== undefined ? { tag } : digest === undefined ? { tag: "latest" } : {}),
    ...(digest !== undefined ? { digest } : {}),
  };
}

/** The same image, pinned: `host/repository@sha256:…`. */
export function pinImage(image: string, digest: string): string {
  return `${parseImage(image).name}@${digest}`;
}

function parseEcrName(name: string): ImageReference["ecr"] {
  const [host, repository] = splitOnce(name, "/");
  if (!repository) return undefined;
  for (const pattern of ECR_HOSTS) {
    const { account, region } = pattern.exec(host)?.groups ?? {};
    if (account && region) return { account, region, repository };
  }
  return undefined;
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
