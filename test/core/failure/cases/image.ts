import { ANY_CAUSE, either, environment, FAIR, type FailureCase, GUESS, lines, revision, UNDECIDED } from "../case.ts";

const REGISTRY = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
const DIGEST = "sha256:9b2cf0a6d1f1d1a4b8f2f64a3de0c2b5f1f6a1c0b7b6c3a2d9e8f70615243342";

export const IMAGE_CASES: readonly FailureCase[] = [
  {
    kind: 1,
    evidence: {
      id: "tag-not-found-fargate",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${REGISTRY}/shop/api:v2.14.0: ${REGISTRY}/shop/api:v2.14.0: not found`,
      containers: [{ name: "api" }],
    },
    expected: revision("image"),
  },
  {
    kind: 1,
    evidence: {
      id: "tag-not-found-ec2-second-container",
      service: "shop/web",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      stoppedReason: "Task failed to start",
      containers: [
        { name: "nginx", essential: true },
        {
          name: "php",
          essential: true,
          exitCode: null,
          reason: `CannotPullContainerError: Error response from daemon: manifest for ${REGISTRY}/shop/php:build-8812 not found: manifest unknown: Requested image not found`,
        },
      ],
    },
    expected: revision("image"),
  },
  {
    kind: 1,
    evidence: {
      id: "tag-not-found-as-placement-event",
      service: "shop/api",
      serviceEvent: `(service api) was unable to place a task. Reason: CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref ${REGISTRY}/shop/api:2026-11-20: ${REGISTRY}/shop/api:2026-11-20: not found.`,
    },
    expected: revision("image"),
  },
  {
    kind: 1,
    evidence: {
      id: "repository-unknown-to-ecr",
      service: "shop/api",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "api",
          reason:
            "CannotPullContainerError: Error response from daemon: name unknown: The repository with name 'shop/apii' does not exist in the registry with id '123456789012'",
        },
      ],
    },
    expected: revision("image"),
  },
  {
    kind: 1,
    evidence: {
      id: "repository-404-of-old-agents",
      stopCode: "TaskFailedToStart",
      stoppedReason: `cannotpullcontainererror: api error (404): repository ${REGISTRY}/reports/nightly not found`,
    },
    expected: revision("image"),
  },
  {
    kind: 2,
    evidence: {
      id: "pinned-digest-expired-fargate",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref ${REGISTRY}/shop/api@${DIGEST}: ${REGISTRY}/shop/api@${DIGEST}: not found`,
    },
    expected: environment("image", "no", { causedBy: ["environment", "either"], confidence: FAIR }),
  },
  {
    kind: 2,
    evidence: {
      id: "pinned-digest-expired-ec2",
      service: "shop/search",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      stoppedReason: "Task failed to start",
      containers: [
        {
          name: "search",
          reason: `CannotPullContainerError: Error response from daemon: manifest for ${REGISTRY}/search@${DIGEST} not found: manifest unknown: Requested image not found`,
        },
      ],
    },
    expected: environment("image", "no", { causedBy: ["environment", "either"], confidence: FAIR }),
  },
  {
    kind: 3,
    evidence: {
      id: "ecr-denied-behind-pull-access-denied",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "api",
          reason: `CannotPullContainerError: The task can’t pull the image. Check that the role has the permissions to pull images from the registry. Error response from daemon: pull access denied for ${REGISTRY}/shop/api, repository does not exist or may require 'docker login': denied: User: arn:aws:sts::123456789012:assumed-role/ecsInstanceRole/i-0f3a8506b00c1d2e3 is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:123456789012:repository/shop/api because no identity-based policy allows the ecr:BatchGetImage action`,
        },
      ],
    },
    expected: environment(["image", "iam"], "no", { causedBy: ["environment", "either"], confidence: FAIR }),
  },
  {
    kind: 3,
    evidence: {
      id: "ecr-token-denied-fargate",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 3 time(s): AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/api-execution/0b2d6f5c9d8e4f3aa1b2c3d4e5f60718 is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action",
    },
    expected: environment(["image", "iam"], "no", { causedBy: ["environment", "either"], confidence: FAIR }),
  },
  {
    kind: 3,
    evidence: {
      id: "manifest-403-without-a-word-why",
      service: "shop/api",
      stopCode: "TaskFailedToStart",
      stoppedReason: `CannotPullContainerError: inspect image has been retried 1 time(s): failed to resolve ref "${REGISTRY}/shop/api:412": unexpected status code [manifests 412]: 403 Forbidden`,
    },
    expected: environment(["image", "iam"], "no", { causedBy: ["environment", "either"], confidence: FAIR }),
  },
  {
    kind: 3,
    evidence: {
      id: "repository-policy-of-other-account",
      service: "shop/api",
      serviceEvent:
        "(service api) was unable to place a task. Reason: CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref 999988887777.dkr.ecr.us-east-1.amazonaws.com/base/api:9: pulling from host 999988887777.dkr.ecr.us-east-1.amazonaws.com failed with status code [manifests 9]: 403 Forbidden: denied: User: arn:aws:sts::123456789012:assumed-role/exec/5f is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:us-east-1:999988887777:repository/base/api because no resource-based policy allows the ecr:BatchGetImage action.",
    },
    expected: environment(["image", "iam"], "no", { causedBy: ["environment", "either"], confidence: FAIR }),
  },
  {
    kind: 4,
    evidence: {
      id: "docker-hub-private-or-missing-ec2",
      service: "shop/billing",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "billing",
          reason:
            "CannotPullContainerError: Error response from daemon: pull access denied for acme/billing-worker, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
        },
      ],
    },
    expected: revision("image", { confidence: FAIR }),
  },
  {
    kind: 4,
    evidence: {
      id: "docker-hub-insufficient-scope-fargate",
      service: "shop/front",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/acme/frontnd:latest: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed",
    },
    expected: revision("image", { confidence: FAIR }),
  },
  {
    kind: 4,
    evidence: {
      id: "check-whether-the-image-exists",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "job",
          reason:
            "CannotPullContainerError: The task can’t pull the image. Check whether the image exists. Error response from daemon: pull access denied for quay-mirror/etl, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
        },
      ],
    },
    expected: revision("image", { confidence: FAIR }),
  },
  {
    kind: 5,
    evidence: {
      id: "registry-secret-without-username",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "api",
          reason: "CannotPullContainerAuthError: asm fetching username: AuthorizationData is malformed, empty field",
        },
      ],
    },
    expected: environment(["image", "config"], "no"),
  },
  {
    kind: 5,
    evidence: {
      id: "registry-credentials-not-found",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      stoppedReason: "Task failed to start",
      containers: [
        {
          name: "api",
          reason: "CannotPullContainerAuthError: engine docker private registry credentials: not found",
        },
      ],
    },
    expected: environment(["image", "config"], ["no", "maybe"], { confidence: FAIR }),
  },
  {
    kind: 5,
    evidence: {
      id: "registry-secret-is-no-json",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to get registry auth from asm: service call has been retried 1 time(s): asm fetching username: unable to unmarshal secret value, invalid schema",
    },
    expected: environment(["image", "config"], "no", { confidence: FAIR }),
  },
  {
    kind: 6,
    evidence: {
      id: "ecr-credentials-missing-on-instance",
      service: "shop/worker",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [{ name: "worker", reason: "CannotPullECRContainerError: engine ecr credentials: not found" }],
    },
    expected: environment(["image", "iam", "platform"], "maybe", { confidence: FAIR }),
  },
  {
    kind: 6,
    evidence: {
      id: "ecr-credentials-missing-in-task-reason",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "CannotPullECRContainerError: unable to get ECR auth token: NoCredentialProviders: no valid providers in chain. engine ecr credentials: not found",
    },
    expected: environment(["image", "iam", "platform"], "maybe", { confidence: FAIR }),
  },
  {
    kind: 7,
    evidence: {
      id: "docker-hub-429-fargate",
      service: "shop/cache",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "CannotPullContainerError: ref pull has been retried 1 time(s): failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/redis/manifests/sha256:50aa4698fa62: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit",
    },
    expected: environment("image", "yes"),
  },
  {
    kind: 7,
    evidence: {
      id: "public-ecr-rate-exceeded",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        { name: "api" },
        {
          name: "xray",
          essential: true,
          reason: "CannotPullContainerError: Error response from daemon: toomanyrequests: Rate exceeded",
        },
      ],
    },
    expected: environment("image", "yes"),
  },
  {
    kind: 7,
    evidence: {
      id: "ecr-throttled-as-placement-event",
      service: "shop/api",
      serviceEvent:
        "(service api) was unable to place a task. Reason: ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 3 time(s): ThrottlingException: Rate exceeded.",
    },
    expected: environment(["image", "network", "platform"], "yes"),
  },
  {
    kind: 8,
    evidence: {
      id: "no-descriptor-for-platform",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "CannotPullContainerError: pull image manifest has been retried 1 time(s): image Manifest does not contain descriptor matching platform 'linux/amd64'.",
    },
    expected: revision("image"),
  },
  {
    kind: 8,
    evidence: {
      id: "no-matching-manifest-docker",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "api",
          reason:
            "CannotPullContainerError: Error response from daemon: no matching manifest for linux/arm64/v8 in the manifest list entries",
        },
      ],
    },
    expected: revision("image"),
  },
  {
    kind: 8,
    evidence: {
      id: "no-match-for-platform-then-not-found",
      service: "shop/api",
      stopCode: "TaskFailedToStart",
      stoppedReason: `CannotPullContainerError: ref pull has been retried 1 time(s): failed to unpack image on snapshotter overlayfs: no match for platform in manifest ${DIGEST}: not found`,
    },
    expected: revision("image"),
  },
  {
    kind: 8,
    evidence: {
      id: "platform-as-placement-event-other-case",
      service: "shop/api",
      serviceEvent:
        "(service api) was unable to place a task. Reason: CannotPullContainerError: pull image manifest has been retried 7 time(s): Image manifest does not contain Descriptor matching Platform 'Linux/ARM64'.",
    },
    expected: revision("image"),
  },
  {
    kind: 9,
    evidence: {
      id: "exec-format-error-exit-1",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "EssentialContainerExited",
      stoppedReason: "Essential container in task exited",
      startedAt: "2026-11-20T09:14:02Z",
      containers: [{ name: "api", exitCode: 1 }],
      logTail: "exec /usr/local/bin/docker-entrypoint.sh: exec format error",
    },
    expected: revision(["image", "app"], { confidence: FAIR }),
  },
  {
    kind: 9,
    evidence: {
      id: "exec-format-error-exit-255-old-runc",
      service: "shop/worker",
      launchType: "EC2",
      stopCode: "EssentialContainerExited",
      stoppedReason: "Essential container in task exited",
      containers: [{ name: "worker", exitCode: 255 }],
      logTail: "standard_init_linux.go:228: exec user process caused: exec format error",
    },
    expected: revision(["image", "app"], { confidence: FAIR }),
  },
  {
    kind: 9,
    evidence: {
      id: "exec-format-error-in-start-reason",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "job",
          reason:
            "CannotStartContainerError: Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec /app/job: exec format error: unknown",
        },
      ],
    },
    expected: revision(["image", "app"], { confidence: FAIR }),
  },
  {
    kind: 10,
    evidence: {
      id: "rootfs-and-layers-mismatch",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "CannotPullContainerError: ref pull has been retried 1 time(s): failed to unpack image on snapshotter overlayfs: mismatched image rootfs and manifest layers",
    },
    expected: revision("image", { confidence: FAIR }),
  },
  {
    kind: 10,
    evidence: {
      id: "attestation-media-type",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        'CannotPullContainerError: ref pull has been retried 1 time(s): failed to unpack image on snapshotter overlayfs: apply layer error for "shop/api": failed to get stream processor for application/vnd.in-toto+json: no processor for media type: unknown',
    },
    expected: revision("image", { confidence: FAIR }),
  },
  {
    kind: 11,
    evidence: {
      id: "registry-timeout-docker",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "api",
          reason: `CannotPullContainerError: API error (500): Get https://${REGISTRY}/v2/: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)`,
        },
      ],
    },
    expected: environment(["image", "network"], ["no", "maybe"]),
  },
  {
    kind: 11,
    evidence: {
      id: "registry-dial-timeout-fargate",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref ${REGISTRY}/shop/api:v9: failed to do request: Head "https://${REGISTRY}/v2/shop/api/manifests/v9": dial tcp 52.95.119.41:443: i/o timeout`,
    },
    expected: environment(["image", "network"], ["no", "maybe"]),
  },
  {
    kind: 11,
    evidence: {
      id: "registry-connection-issue-sentence",
      service: "shop/api",
      serviceEvent: `(service api) was unable to place a task. Reason: CannotPullContainerError: The task cannot pull '${REGISTRY}/shop/api:v9' from the Amazon ECR repository '${REGISTRY}/shop/api'. There is a connection issue between the task and Amazon ECR. Check your task network configuration.`,
    },
    expected: environment(["image", "network"], ["no", "maybe"]),
  },
  {
    kind: 12,
    evidence: {
      id: "layers-nil-pointer",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "CannotPullContainerError: containerd: pull command failed: panic: runtime error: invalid memory address or nil pointer dereference",
    },
    expected: environment(["image", "network"], "no", { confidence: ["sure", "likely", "unknown"] }),
  },
  {
    kind: 12,
    evidence: {
      id: "layers-bucket-timeout",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "api",
          reason:
            "CannotPullContainerError: Error response from daemon: error pulling image configuration: download failed after attempts=6: dial tcp 52.218.97.122:443: i/o timeout",
        },
      ],
    },
    expected: environment(["image", "network"], ["no", "maybe"], { confidence: FAIR }),
  },
  {
    kind: 12,
    evidence: {
      id: "layers-bucket-forbidden",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "CannotPullContainerError: ref pull has been retried 5 time(s): failed to copy: httpReaderSeeker: failed open: unexpected status code https://prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com/4f1e-123456789012-9a: 403 Forbidden",
    },
    expected: environment(["image", "network", "iam"], "no", { confidence: FAIR }),
  },
  {
    kind: 13,
    evidence: {
      id: "pull-canceled",
      service: "shop/ml",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: "CannotPullContainerError: ref pull has been retried 1 time(s): failed to copy: context canceled",
    },
    expected: environment(["image", "network"], "yes", { confidence: FAIR }),
  },
  {
    kind: 13,
    evidence: {
      id: "pull-inactive",
      service: "shop/ml",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        { name: "ml", reason: "CannotPullContainerError: inactivity time exceeded timeout while pulling image" },
      ],
    },
    expected: environment(["image", "network"], "yes", { confidence: FAIR }),
  },
  {
    kind: 13,
    evidence: {
      id: "pull-reset-by-peer",
      service: "shop/ml",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `CannotPullContainerError: ref pull has been retried 1 time(s): failed to extract layer ${DIGEST}: failed to copy: read tcp 10.0.12.7:41822->16.12.4.82:443: read: connection reset by peer`,
    },
    expected: environment(["image", "network"], "yes", { confidence: FAIR }),
  },
  {
    kind: 14,
    evidence: {
      id: "no-space-for-blob-ec2",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "api",
          reason:
            "CannotPullContainerError: Error response from daemon: write /var/lib/docker/tmp/GetImageBlob111111111: no space left on device",
        },
      ],
    },
    expected: either(["image", "storage", "resources"], "maybe", { causedBy: ["either", "unknown", "environment"] }),
  },
  {
    kind: 14,
    evidence: {
      id: "no-space-for-layer-fargate",
      service: "shop/ml",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `CannotPullContainerError: ref pull has been retried 1 time(s): failed to extract layer ${DIGEST}: write /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/97/fs/opt/models/weights.bin: no space left on device: unknown`,
    },
    expected: either(["image", "storage", "resources"], ["maybe", "no"], { causedBy: ANY_CAUSE }),
  },
  {
    kind: 15,
    evidence: {
      id: "region-misspelt-in-registry",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref 123456789012.dkr.ecr.eu-wst-1.amazonaws.com/shop/api:v9: failed to do request: Head "https://123456789012.dkr.ecr.eu-wst-1.amazonaws.com/v2/shop/api/manifests/v9": dial tcp: lookup 123456789012.dkr.ecr.eu-wst-1.amazonaws.com on 10.0.0.2:53: no such host',
    },
    expected: revision("image", { confidence: FAIR }),
  },
  {
    kind: 15,
    evidence: {
      id: "invalid-reference-format",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "api",
          reason: "CannotPullContainerError: invalid reference format: repository name must be lowercase",
        },
      ],
    },
    expected: revision("image"),
  },
  {
    kind: 15,
    evidence: {
      id: "registry-host-that-nobody-knows",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "api",
          reason:
            'CannotPullContainerError: Error response from daemon: Get "https://docker.oi/v2/": dial tcp: lookup docker.oi on 10.0.0.2:53: no such host',
        },
      ],
    },
    expected: revision(["image", "network"], {
      causedBy: ["revision", "either"],
      retryable: ["no", "maybe"],
      confidence: ["sure", "likely"],
    }),
  },
  {
    kind: 16,
    evidence: {
      id: "manifest-not-fetched",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [{ name: "api", reason: "CannotPullImageManifestError: failed to pull image manifest" }],
    },
    expected: either("image", "maybe", { confidence: GUESS }),
  },
  {
    kind: 16,
    evidence: {
      id: "manifest-not-fetched-500",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      stoppedReason: "CannotPullImageManifestError: Error response from daemon: received unexpected HTTP status: 500",
    },
    expected: either("image", ["maybe", "yes"], {
      causedBy: ["either", "unknown", "environment"],
      confidence: ["sure", "likely", "unknown"],
    }),
  },
  {
    kind: 17,
    evidence: {
      id: "cached-image-missing",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "api",
          reason: `CannotCreateContainerError: Error response from daemon: No such image: ${REGISTRY}/shop/api:v9`,
        },
      ],
    },
    expected: either("image", ["maybe", "no"], { confidence: [...FAIR, "unknown"] }),
  },
  {
    kind: 17,
    evidence: {
      id: "cached-image-missing-lower-case",
      service: "shop/worker",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      stoppedReason: "CannotCreateContainerError: Error: no such image: acme/worker:latest",
    },
    expected: either("image", ["maybe", "no"], { confidence: [...FAIR, "unknown"] }),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "registry-503",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref docker.io/library/nginx:1.29: unexpected status from HEAD request to https://registry-1.docker.io/v2/library/nginx/manifests/1.29: 503 Service Unavailable",
    },
    expected: environment(["image", "network", "platform"], ["yes", "maybe"], { confidence: FAIR }),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "ecr-500-while-nothing-changed",
      service: "shop/api",
      serviceEvent: `(service api) was unable to place a task. Reason: CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref ${REGISTRY}/shop/api:v9: pulling from host ${REGISTRY} failed with status code [manifests v9]: 500 Internal Server Error.`,
    },
    expected: environment(["image", "network", "platform"], ["yes", "maybe"], { confidence: FAIR }),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "ecr-host-not-found-in-dns",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref ${REGISTRY}/shop/api:v9: failed to do request: Head "https://${REGISTRY}/v2/shop/api/manifests/v9": dial tcp: lookup ${REGISTRY}: i/o timeout`,
    },
    expected: environment(["image", "network"], ["no", "maybe"], { confidence: FAIR }),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "pull-error-cut-at-the-reference",
      service: "shop/db",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        'CannotPullContainerError: inspect image has been retried 5 time(s): failed to resolve ref "docker.io/library/postgres:16"…',
    },
    expected: either("image", "maybe", { confidence: GUESS }),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "pull-error-cut-in-a-containerd-log-line",
      service: "shop/ml",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `CannotPullContainerError: containerd: pull command failed: time="2026-11-20T13:58:49Z" level=info msg="apply failure, attempting cleanup" error="failed to extract layer ${DIGEST}: write /var...`,
    },
    expected: either(["image", "storage", "resources"], "maybe", {
      causedBy: ["either", "unknown", "environment"],
      confidence: GUESS,
    }),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "pull-error-and-no-more",
      service: "shop/api",
      stopCode: "TaskFailedToStart",
      stoppedReason: "CannotPullContainerError",
    },
    expected: either("image", "maybe", { confidence: GUESS }),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "missing-tag-under-noise-of-a-log",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        { name: "envoy", essential: false, exitCode: 143 },
        {
          name: "api",
          essential: true,
          reason: `CannotPullContainerError: Error response from daemon: manifest for ${REGISTRY}/shop/api:v77 not found: manifest unknown: Requested image not found`,
        },
      ],
      logTail: lines(
        "[2026-11-20 09:00:01.004][1][info][main] starting main dispatch loop",
        "[2026-11-20 09:00:09.871][1][warning][config] gRPC config stream closed: 14, connection refused",
      ),
    },
    expected: revision("image", { causedBy: ["revision", ...UNDECIDED], confidence: FAIR }),
  },
];
