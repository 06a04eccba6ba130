import type { AwsRegion } from "../../../region.ts";
import type { TaskRecord } from "../model.ts";
import { lastPart } from "../names.ts";
import type { StartStep } from "../tasks/obstacles.ts";
import { manifestNotPulled, pulledName } from "../tasks/pull.ts";
import { secretsOf } from "../tasks/secrets.ts";

/** What keeps tasks from starting although their images and task definitions are well. */
export interface StartTrouble {
  /** ECS tries for a while before it gives up. */
  readonly isRetried: boolean;
  /** It is told of the container as well. */
  readonly isOfContainer?: true;
  /** Tags cannot be resolved either. */
  readonly hidesRegistry?: true;
  /** Why a task does not get past a step, in AWS's words; undefined where it is not concerned. */
  readonly reasons: Partial<Record<StartStep, (aws: AwsRegion, task: TaskRecord) => string | undefined>>;
}

/** Beginning of what Fargate says of secrets (issues of aws/copilot-cli; INIT in the developer guide). */
const NO_SECRETS =
  "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed:";

/** Where nothing answers: an address of the range for documents (RFC 5737). */
const UNREACHED = "dial tcp 203.0.113.17:443: i/o timeout";

/**
 * One row a trouble. Texts: developer guide (stopped-task-error-codes, resource-initialization-error,
 * task_cannot_pull_image), source of aws/amazon-ecs-agent, and what users quote in public issues.
 */
export const START_TROUBLES = {
  "subnet-full": {
    isRetried: false,
    reasons: {
      network: (_aws, task) =>
        `Unexpected EC2 error while attempting to Create Network Interface with public IP assignment ${task.assignsPublicIp ? "enabled" : "disabled"} in subnet '${subnetOf(task)}': InsufficientFreeAddressesInSubnet`,
    },
  },
  "eni-timeout": {
    isRetried: true,
    reasons: { network: () => "Timeout waiting for network interface provisioning to complete." },
  },
  "no-route": {
    isRetried: true,
    hidesRegistry: true,
    reasons: {
      resources: (aws, task) => {
        if (!task.containers.some(({ definition }) => isPrivateEcr(definition.image))) return undefined;
        return `${NO_SECRETS} unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request failed caused by: Post "https://api.ecr.${aws.region}.amazonaws.com/": ${UNREACHED}. Please check your task network configuration.`;
      },
      pull: (_aws, task) => {
        const { reference, manifest } = pulledFirst(task);
        return manifestNotPulled(
          `failed to resolve ref ${reference}: failed to do request: Head "${manifest}": ${UNREACHED}`,
        );
      },
    },
  },
  "registry-rate-limit": {
    isRetried: true,
    reasons: {
      pull: (_aws, task) => {
        const { host, manifest } = pulledFirst(task);
        const said =
          host === DOCKER_HUB
            ? "You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit"
            : "Rate exceeded";
        return manifestNotPulled(
          `httpReadSeeker: failed open: unexpected status code ${manifest}: 429 Too Many Requests - Server message: toomanyrequests: ${said}`,
        );
      },
    },
  },
  "secret-missing": {
    isRetried: false,
    reasons: {
      resources: (_aws, task) =>
        ofSecret(
          task,
          1,
          (arn) =>
            `ResourceNotFoundException: The task can't retrieve the secret with ARN '${arn}' from AWS Secrets Manager. Check whether the secret exists in the specified Region.`,
        ),
    },
  },
  "secret-denied": {
    isRetried: false,
    reasons: {
      resources: (aws, task) =>
        ofSecret(task, 1, (arn) => denied(aws, task, "secretsmanager:GetSecretValue", arn)) ??
        ofParameters(aws, task, (arn) => denied(aws, task, "ssm:GetParameters", arn)),
    },
  },
  "secrets-outage": {
    isRetried: true,
    reasons: {
      resources: (_aws, task) =>
        ofSecret(
          task,
          5,
          () => "InternalServiceError: An error occurred on the server side. status code: 500, request id: simulated",
        ),
    },
  },
  "efs-unresolved": {
    isRetried: true,
    reasons: {
      resources: (aws, task) =>
        ofFileSystem(
          task,
          (id) =>
            `Failed to resolve "${id}.efs.${aws.region}.amazonaws.com" - check that your file system ID is correct, and ensure that the VPC has an EFS mount target for this file system ID. See https://docs.aws.amazon.com/console/efs/mount-dns-name for more detail. Attempting to lookup mount target ip address using botocore. Failed to import necessary dependency botocore, please install botocore first. : unsuccessful EFS utils command execution; code: 1`,
        ),
    },
  },
  "efs-denied": {
    isRetried: false,
    reasons: {
      resources: (_aws, task) =>
        ofFileSystem(
          task,
          () =>
            "b'mount.nfs4: access denied by server while mounting 127.0.0.1:/' : unsuccessful EFS utils command execution; code: 32",
        ),
    },
  },
  "runtime-timeout": {
    isRetried: true,
    isOfContainer: true,
    reasons: {
      // The name of the error is the platform version's (developer guide, stopped-task-error-codes).
      start: (_aws, task) =>
        task.shape.platformVersion === "1.3.0"
          ? "DockerTimeoutError: Could not transition to started; timed out after waiting 3m0s"
          : "ContainerRuntimeTimeoutError: Could not transition to running; timed out after waiting 1m: context deadline exceeded",
    },
  },
} as const satisfies Readonly<Record<string, StartTrouble>>;

/** The row of a name; undefined for troubles of other kinds. */
export function startTrouble(name: string): StartTrouble | undefined {
  const rows: Readonly<Record<string, StartTrouble>> = START_TROUBLES;
  return rows[name];
}

const subnetOf = ({ shape }: TaskRecord): string =>
  shape.attachments?.[0]?.details?.find(({ name }) => name === "subnetId")?.value ?? "";

const isPrivateEcr = (image: string): boolean => image.includes(".dkr.ecr.");

const DOCKER_HUB = "registry-1.docker.io";

/** What the first pull of a task asks a registry for. Names without a host are Docker Hub's. */
function pulledFirst(task: TaskRecord): { host: string; reference: string; manifest: string } {
  const [container] = task.containers;
  const pulled = container ? pulledName(task, container) : "";
  const [first = "", ...rest] = pulled.split("/");
  const isHost = rest.length > 0 && /[.:]/.test(first);
  const path = isHost ? rest.join("/") : rest.length > 0 ? pulled : `library/${pulled}`;
  const [, name = path, tagOrDigest = "latest"] = /^([^:@]+)[:@](.+)$/.exec(path) ?? [];
  const host = isHost && first !== "docker.io" ? first : DOCKER_HUB;
  return {
    host,
    reference: isHost ? pulled : `docker.io/${path}`,
    manifest: `https://${host}/v2/${name}/manifests/${tagOrDigest}`,
  };
}

/** What is said of the first secret of Secrets Manager that a task takes. */
function ofSecret(task: TaskRecord, tries: number, why: (arn: string) => string): string | undefined {
  const [arn] = secretsOf(task).secretsManager;
  if (!arn) return undefined;
  return `${NO_SECRETS} unable to retrieve secret from asm: service call has been retried ${tries} time(s): failed to fetch secret ${arn} from secrets manager: ${why(arn)}`;
}

/** The same of parameters, which are fetched together. */
export function ofParameters(aws: AwsRegion, task: TaskRecord, why: (arn: string) => string): string | undefined {
  const [reference] = secretsOf(task).parameters;
  if (!reference) return undefined;
  const arn = reference.startsWith("arn:") ? reference : aws.arn("ssm", `parameter/${reference.replace(/^\//, "")}`);
  return `${NO_SECRETS} unable to retrieve secrets from ssm: service call has been retried 1 time(s): ${why(arn)}`;
}

/** IAM user guide, "Troubleshoot access denied error messages". */
function denied(aws: AwsRegion, task: TaskRecord, action: string, resource: string): string {
  const role = lastPart(task.taskDefinition.definition.executionRoleArn ?? "");
  return `AccessDeniedException: User: arn:aws:sts::${aws.account}:assumed-role/${role}/${task.id} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
}

function ofFileSystem({ taskDefinition }: TaskRecord, why: (id: string) => string): string | undefined {
  const volumes = taskDefinition.definition.volumes ?? [];
  const id = volumes.find((volume) => volume.efsVolumeConfiguration)?.efsVolumeConfiguration?.fileSystemId;
  return (
    id && `ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: ${why(id)}`
  );
}
