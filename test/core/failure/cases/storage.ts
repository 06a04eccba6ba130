import { either, environment, FAIR, type FailureCase, GUESS, revision, UNDECIDED } from "../case.ts";

const FROM_EFS = "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr:";

const attachment = (statusReason: string) => ({
  type: "AmazonElasticBlockStorage",
  status: "FAILED",
  details: [
    { name: "volumeSize", value: "100" },
    { name: "statusReason", value: statusReason },
  ],
});

export const STORAGE_CASES: readonly FailureCase[] = [
  {
    kind: 83,
    evidence: {
      id: "efs-access-denied",
      service: "shop/media",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `${FROM_EFS} b'mount.nfs4: access denied by server while mounting 127.0.0.1:/' : unsuccessful EFS utils command execution; code: 32`,
    },
    expected: environment(["storage", "iam"], "no"),
  },
  {
    kind: 83,
    evidence: {
      id: "efs-name-not-resolved",
      service: "shop/media",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `${FROM_EFS} Failed to resolve "fs-06642d00e4ec726.efs.ap-northeast-1.amazonaws.com" - check that your file system ID is correct, and ensure that the VPC has an EFS mount target for this file system ID. Attempting to lookup mount target ip address using botocore. Failed to import necessary dependency botocore, please install botocore first. : unsuccessful EFS utils command execution; code: 1`,
    },
    expected: environment(["storage", "network"], ["no", "maybe"], {
      causedBy: ["environment", "either"],
      confidence: FAIR,
    }),
  },
  {
    kind: 83,
    evidence: {
      id: "efs-directory-missing",
      service: "shop/media",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `${FROM_EFS} b'mount.nfs4: mounting 127.0.0.1:/uploads failed, reason given by server: No such file or directory' : unsuccessful EFS utils command execution; code: 32`,
    },
    expected: environment("storage", "no", { causedBy: ["environment", "either"], confidence: FAIR }),
  },
  {
    kind: 83,
    evidence: {
      id: "efs-reset-by-peer",
      stopCode: "TaskFailedToStart",
      stoppedReason: `${FROM_EFS} mount.nfs4: Connection reset by peer : unsuccessful EFS utils command execution; code: 32`,
    },
    expected: environment(["storage", "network"], ["maybe", "yes"], { confidence: FAIR }),
  },
  {
    kind: 83,
    evidence: {
      id: "efs-timeout-as-placement-event",
      service: "shop/media",
      serviceEvent: `(service media) was unable to place a task. Reason: ${FROM_EFS} Mount attempt 1/3 failed due to timeout after 15 sec, wait 0 sec before next attempt. : unsuccessful EFS utils command execution; code: 32.`,
    },
    expected: environment(["storage", "network"], ["maybe", "no"], { confidence: FAIR }),
  },
  {
    kind: 83,
    evidence: {
      id: "efs-cut-after-the-file-system",
      service: "shop/media",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `${FROM_EFS} Failed to resolve "fs-0867a83d8ed398433.efs.`,
    },
    expected: environment(["storage", "network"], ["no", "maybe"], {
      causedBy: ["environment", "either"],
      confidence: [...FAIR, "unknown"],
    }),
  },
  {
    kind: 84,
    evidence: {
      id: "ebs-role-not-assumed",
      service: "shop/search",
      stopCode: "TaskFailedToStart",
      stoppedReason: "Task failed to start",
      attachments: [
        attachment(
          "ECS was unable to assume the configured ECS Infrastructure Role 'arn:aws:iam::123456789012:role/ecs-volumes'. Please verify that the role being passed has the proper trust relationship with Amazon ECS.",
        ),
      ],
    },
    expected: environment(["storage", "iam"], ["no", "maybe"], { confidence: FAIR }),
  },
  {
    kind: 84,
    evidence: {
      id: "ebs-quota",
      service: "shop/search",
      stopCode: "TaskFailedToStart",
      stoppedReason: "Task failed to start",
      attachments: [
        attachment("VolumeLimitExceeded: You have exceeded your maximum gp3 storage limit of 50 TiB in this region."),
      ],
    },
    expected: environment(["storage", "resources"], ["no", "maybe"], { confidence: FAIR }),
  },
  {
    kind: 84,
    evidence: {
      id: "ebs-snapshot-missing-in-task-reason",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "Failed to attach Amazon EBS volume: InvalidSnapshot.NotFound: The snapshot 'snap-0d5e1f' does not exist.",
    },
    expected: environment("storage", "no", { causedBy: ["environment", "either"], confidence: FAIR }),
  },
  {
    kind: 85,
    evidence: {
      id: "volume-plugin-missing",
      service: "shop/search",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        'CannotCreateVolumeError: Error response from daemon: error looking up volume plugin rexray/ebs: plugin "rexray/ebs" not found',
    },
    expected: environment("storage", ["maybe", "no"], { causedBy: ["environment", "either"], confidence: FAIR }),
  },
  {
    kind: 85,
    evidence: {
      id: "host-config-of-a-volume",
      service: "shop/search",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        { name: "search", reason: "HostConfigError: Unable to resolve volume mounts; volume data not ready" },
      ],
    },
    expected: environment("storage", ["maybe", "no"], { causedBy: ["environment", "either"], confidence: FAIR }),
  },
  {
    kind: 86,
    evidence: {
      id: "fsx-credentials",
      service: "shop/legacy",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "Fsxwindowsfileserver: failed to map fsx drive Z: New-SmbGlobalMapping : The user name or password is incorrect.",
    },
    expected: environment(["storage", "iam"], "no", { confidence: FAIR }),
  },
  {
    kind: 86,
    evidence: {
      id: "fsx-secret-not-parsed",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "FSxWindowsFileServer volume resource: invalid credentials: failed to unmarshal Active Directory credentials from SSM/ASM ARN arn:aws:ssm:eu-west-1:123456789012:parameter/ad",
    },
    expected: environment(["storage", "config"], "no", { confidence: FAIR }),
  },
  {
    kind: 87,
    evidence: {
      id: "thin-pool-full",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "api",
          reason:
            "CannotCreateContainerError: API error (500): devmapper: Thin Pool has 4350 free data blocks which is less than minimum required 4454 free data blocks. Create more free space in thin pool or use dm.min_free_space option to change behavior",
        },
      ],
    },
    expected: environment(["storage", "resources"], ["no", "maybe"]),
  },
  {
    kind: 87,
    evidence: {
      id: "thin-pool-full-in-task-reason",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "CannotCreateContainerError: Error response from daemon: devmapper: thin pool has 120 free data blocks which is less than minimum required 163840 free data blocks.",
    },
    expected: environment(["storage", "resources"], ["no", "maybe"]),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "host-disk-full-at-create",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "api",
          reason:
            "CannotCreateContainerError: Error response from daemon: mkdir /var/lib/docker/overlay2/9f1c-init: no space left on device",
        },
      ],
    },
    expected: environment(["storage", "resources"], ["no", "maybe"], {
      causedBy: ["environment", "either"],
      confidence: FAIR,
    }),
  },
  {
    kind: 88,
    evidence: {
      id: "volume-hides-the-script",
      service: "shop/sonar",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "sonar",
          reason:
            'CannotStartContainerError: ResourceInitializationError: failed to create new container runtime task: OCI runtime create failed: container_linux.go:370: starting container process caused: exec: "/opt/sonarqube/bin/run.sh": stat /opt/sonarqube/bin/run.sh: no such file or directory: unknown',
        },
      ],
    },
    expected: revision(["storage", "app", "config", "image"], { confidence: FAIR }),
  },
  {
    kind: 88,
    evidence: {
      id: "volume-hides-the-working-directory",
      service: "shop/wiki",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "wiki",
          reason:
            'CannotStartContainerError: Error response from daemon: failed to create task for container: OCI runtime create failed: runc create failed: unable to start container process: exec: "/var/www/html/boot": stat /var/www/html/boot: no such file or directory',
        },
      ],
    },
    expected: revision(["storage", "app", "config", "image"], { confidence: FAIR }),
  },
  {
    kind: 89,
    evidence: {
      id: "ephemeral-storage-timeout",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: "Timeout waiting for EphemeralStorage provisioning to complete.",
    },
    expected: environment(["storage", "platform"], "yes"),
  },
  {
    kind: 89,
    evidence: {
      id: "ephemeral-storage-timeout-of-a-job",
      stopCode: "TaskFailedToStart",
      stoppedReason: "timeout waiting for ephemeralstorage provisioning to complete",
      containers: [{ name: "etl" }],
    },
    expected: environment(["storage", "platform"], "yes"),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "disk-full-while-running",
      service: "shop/media",
      stopCode: "EssentialContainerExited",
      stoppedReason: "Essential container in task exited",
      startedAt: "2026-11-20T09:14:02Z",
      containers: [{ name: "media", exitCode: 1 }],
      logTail: "OSError: [Errno 28] No space left on device: '/tmp/upload_93.part'",
    },
    expected: either(["storage", "app", "resources"], ["maybe", "yes", "no"], {
      causedBy: ["environment", "revision", ...UNDECIDED],
      confidence: ["sure", ...GUESS],
    }),
  },
];
