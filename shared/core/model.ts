/**
 * The nouns. Everything here is plain data: it comes in from events, AWS and the store, and goes out as decisions.
 * Times are epoch milliseconds, read from the event or the injected clock, never from the machine.
 */

/** Epoch milliseconds. */
export type Instant = number;

/** `cluster/service`, as `shop/api`. */
export type ServiceName = string;

/** `repository:tag` in the garden's own registry, as `team/web:latest`: what a push moves and a service follows. */
export type TagName = string;

// ---------------------------------------------------------------------------------------------------- what happened

/** Something happened that is worth a look. It never says what is true now: AWS and the store do. */
export type Trigger = ImagePushed | DeploymentChanged | TaskStopped | ServiceImpaired | MinutePassed;

/** A tag was pushed to ECR (*ECR Image Action*). */
export interface ImagePushed {
  readonly kind: "ImagePushed";
  readonly eventId: string;
  readonly at: Instant;
  readonly repository: string;
  readonly tag: string;
  /** What the tag pointed to when the event was made; by now it may point elsewhere. */
  readonly digest: string;
}

/** ECS said something about a service's deployment (*ECS Deployment State Change*). */
export interface DeploymentChanged {
  readonly kind: "DeploymentChanged";
  readonly eventId: string;
  readonly at: Instant;
  readonly service: ServiceName;
  readonly deploymentId: string;
  readonly eventName: "SERVICE_DEPLOYMENT_IN_PROGRESS" | "SERVICE_DEPLOYMENT_COMPLETED" | "SERVICE_DEPLOYMENT_FAILED";
  readonly reason: string;
}

/** A task of a service stopped (*ECS Task State Change* with the status STOPPED). */
export interface TaskStopped {
  readonly kind: "TaskStopped";
  readonly eventId: string;
  readonly at: Instant;
  readonly service: ServiceName;
  /** The last part of its ARN. */
  readonly taskId: string;
  /** The deployment that started it (`startedBy`). */
  readonly deploymentId: string;
  readonly taskDefinition: string;
  readonly evidence: FailureEvidence;
}

/** ECS warns of a service, or calls it in error (*ECS Service Action* of the type WARN or ERROR). */
export interface ServiceImpaired {
  readonly kind: "ServiceImpaired";
  readonly eventId: string;
  readonly at: Instant;
  readonly service: ServiceName;
  /** As `SERVICE_TASK_PLACEMENT_FAILURE`. */
  readonly eventName: string;
  /** As `RESOURCE:FARGATE`; the sentence for it stands among the service's own events. */
  readonly reason: string;
}

/** The schedule of `tick` came round (*Scheduled Event*). */
export interface MinutePassed {
  readonly kind: "MinutePassed";
  readonly eventId: string;
  readonly at: Instant;
}

/** What `events/` makes of an incoming event. */
export type Reading<Happened extends Trigger = Trigger> =
  | { readonly kind: "trigger"; readonly trigger: Happened }
  | { readonly kind: "ignored"; readonly why: string }
  | { readonly kind: "malformed"; readonly why: string };

// ------------------------------------------------------------------------------------------------------ what is true

/** One container of a task definition and the tag it follows. */
export interface FollowedImage {
  readonly container: string;
  readonly repository: string;
  readonly tag: string;
}

/** What ECR says of a tag now. */
export interface TaggedImage {
  readonly digest: string;
  /** Digests of the platform manifests when the tag names an image index: ECS may report any of them. */
  readonly manifestDigests: readonly string[];
  /** What it can run on; empty when the registry does not say, which counts as fitting. */
  readonly platforms: readonly Platform[];
}

/** As in an image index: `linux`, `arm64`. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
}

/** An ECS deployment as DescribeServices shows it (`services[].deployments[]`). */
export interface Deployment {
  readonly id: string;
  readonly status: "PRIMARY" | "ACTIVE" | "INACTIVE" | (string & {});
  readonly taskDefinition: string;
  readonly rolloutState: "COMPLETED" | "FAILED" | "IN_PROGRESS" | (string & {});
  readonly rolloutStateReason: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly runningCount: number;
}

/** A service as DescribeServices shows it, reduced to what decisions look at. */
export interface ServiceSnapshot {
  readonly status: "ACTIVE" | "DRAINING" | "INACTIVE" | (string & {});
  readonly deploymentController: "ECS" | "CODE_DEPLOY" | "EXTERNAL" | (string & {});
  /** When it was created: one that was deleted and created again is another service of the same name. */
  readonly createdAt: Instant;
  readonly taskDefinition: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  /** When ECS last started tasks of it, by the newest 100 of its own events; none if it says nothing of any. */
  readonly tasksStartedAt?: Instant;
  /** The newest of these events that complains; none where none does. */
  readonly complaint?: { readonly at: Instant; readonly message: string };
  /** Whether ECS goes back by itself when a deployment fails: circuit breaker or alarms, with rollback. */
  readonly rollsBackItself: boolean;
  readonly deployments: readonly Deployment[];
}

/** A task definition revision, reduced to what decisions look at. */
export interface TaskDefinitionSnapshot {
  readonly arn: string;
  readonly containers: readonly { readonly name: string; readonly image: string }[];
  readonly tags: Readonly<Record<string, string>>;
  /** Where its tasks run; ECS takes Linux on X86_64 where the task definition is silent. */
  readonly platform: Platform;
}

/** A service deployment of ours as DescribeServiceDeployments shows it, with the revision that it aimed at. */
export interface ServiceDeploymentSnapshot {
  readonly taskDefinition: string;
  readonly arn: string;
  readonly status: string;
  readonly reason: string;
  readonly createdAt: Instant;
}

/** A stopped task of a service. */
export interface StoppedTask {
  readonly id: string;
  /** The deployment that started it (`startedBy`). */
  readonly deploymentId: string;
  readonly stopCode: string;
  readonly stoppedReason: string;
  readonly stoppedAt: Instant;
  readonly containers: readonly { readonly name: string; readonly exitCode?: number; readonly reason?: string }[];
}

/** What a team wants for one service, from `garden.yml` and the service's own tags. */
export interface Policy {
  /** The tag that its containers follow; `tag` means whichever tag each container's image names. */
  readonly follow: string;
  /** A rollout that ECS has not called complete by then has failed. */
  readonly deadlineSeconds: number;
  /** After ECS calls the deployment complete, tasks must stay up for so long. */
  readonly bakeSeconds: number;
  /** Whether a failed rollout takes the service back to the last known good revision. */
  readonly rollback: "auto" | "never";
  /**
   * A revision whose tasks need more memory than they have may be given the next size that Fargate allows, once, up to so
   * many MiB; none: that is only suggested.
   */
  readonly rightsizeMemoryMax: number | undefined;
  /** `observe` decides, records and tells, and touches nothing. */
  readonly mode: "act" | "observe";
}

// --------------------------------------------------------------------------------------------------- what we remember

export type RolloutStatus = "Planned" | "InProgress" | "Baking" | "Completed" | "Failed" | "RolledBack" | "Superseded";

/** One container's move from one digest to another. */
export interface ImageChange extends FollowedImage {
  readonly digest: string;
  /** The same as the task definition will name it: `host/repository@sha256:…`. */
  readonly image: string;
  /** What the container ran before, where ECS had resolved it. */
  readonly previousDigest?: string;
}

/** A revision whose tasks were up and that ECS completed: what a failed rollout goes back to. */
export interface KnownGood {
  readonly taskDefinition: string;
  /** What the containers that follow a tag ran, pinned: `host/repository@sha256:…` by container. */
  readonly images: Readonly<Record<string, string>>;
  /** Whether the revision itself names these digests. Else UpdateService would resolve its tags anew, to the bad image. */
  readonly pinned: boolean;
}

/** A person stopped rollouts: of one service (a hold) or of the whole garden (a pause). */
export interface Hold {
  readonly by: string;
  readonly at: Instant;
  readonly reason: string;
}

/**
 * An image that failed by itself and is taken by no event, retry, sweep or other service again, until a person lifts it:
 * for the whole garden where the image itself is bad, else for one service.
 */
export interface Quarantine {
  readonly digest: string;
  readonly repository: string;
  /** None: for the whole garden. */
  readonly service?: ServiceName;
  readonly at: Instant;
  /** The rollout that it failed in. */
  readonly rolloutId: string;
  /** Of what was seen: its kind, cause and texts. */
  readonly kind: string;
  readonly cause: string;
  readonly evidence: readonly EvidenceText[];
}

/** What keeps a move from being made; what is withheld is remembered, and goes when released. */
export type Restraint =
  | { readonly kind: "held"; readonly hold: Hold }
  | { readonly kind: "paused"; readonly hold: Hold }
  | { readonly kind: "observed" }
  | { readonly kind: "quarantined"; readonly quarantine: Quarantine };

/** A move that was decided on and not made, told once. */
export interface WithheldMove {
  readonly at: Instant;
  readonly restraint: Restraint;
  readonly images: readonly ImageChange[];
}

/** A deployment that is not what was decided on: somebody else made it, a person, CloudFormation, another tool. */
export interface ForeignDeployment {
  readonly at: Instant;
  readonly deploymentId: string;
  readonly taskDefinition: string;
  /** What its containers that follow a tag run, by container, as `sha256:…`. */
  readonly digests: Readonly<Record<string, string>>;
  /** It is nobody's will, but an overtaken decision of ours that arrived late. */
  readonly isLate?: true;
}

/**
 * A revision of a decision that was overtaken while its UpdateService may have been on its way: until then it may still
 * arrive, and is no will of anybody.
 */
export interface LateRevision {
  readonly taskDefinition: string;
  readonly until: Instant;
}

/** How a failed rollout's service gets back to the known good revision. */
export interface WayBack {
  readonly by: "ecs" | "gardener";
  /** ECS goes back because we ask it to (StopServiceDeployment), not by itself. */
  readonly isAsked?: true;
  readonly status: "Planned" | "InProgress" | "Done" | "Failed";
  readonly to: KnownGood;
  /** The deployment that was the PRIMARY one when it was planned, where that is not the rollout's own. */
  readonly leaves?: string;
  readonly startedAt: Instant;
  /** As a rollout's: counted from the start of its deployment once there is one. */
  readonly deadlineAt: Instant;
  /** While Planned, whoever planned it is at it until then. */
  readonly leaseUntil: Instant;
  /** The revision that is deployed for it: the known good one, or a copy of it pinned to the digests it ran. */
  readonly taskDefinition?: string;
  readonly deploymentId?: string;
  /** When ECS made that deployment, by ECS's own clock. */
  readonly deploymentCreatedAt?: Instant;
}

/** The life of one image change on one service. */
export interface Rollout {
  readonly id: string;
  readonly service: ServiceName;
  readonly status: RolloutStatus;
  readonly images: readonly ImageChange[];
  /** The revision that was copied. */
  readonly fromTaskDefinition: string;
  /** The revision that carries the new digests, once registered. */
  readonly taskDefinition?: string;
  /** The ECS deployment that we started, as `ecs-svc/…`. */
  readonly deploymentId?: string;
  /** When ECS made it, by ECS's own clock. */
  readonly deploymentCreatedAt?: Instant;
  /** The person who asked for it, where it was no push: a rollback. */
  readonly askedBy?: string;
  /** In that person's words. */
  readonly askedBecause?: string;
  readonly plannedAt: Instant;
  /** While Planned, whoever planned it is at it until then; afterwards anybody takes it up. */
  readonly leaseUntil: Instant;
  readonly startedAt?: Instant;
  /** When it, or its way back, was last found not to be started within its time. */
  readonly delayedAt?: Instant;
  /** Counted from the start once there is one: a plan may lie waiting for long, and ECS should have its whole time. */
  readonly deadlineAt: Instant;
  /** When ECS called the deployment complete. */
  readonly deployedAt?: Instant;
  readonly bakeUntil?: Instant;
  readonly endedAt?: Instant;
  /** Why it is where it is, in one sentence. */
  readonly reason: string;
  /** What people should know besides: a missing way back, tasks short of the desired count. */
  readonly warnings: readonly string[];
  readonly knownGood?: KnownGood;
  readonly wayBack?: WayBack;
  /** What its tasks failed by, each kind once, the first one first; none while nothing is known to have failed. */
  readonly failures?: readonly Failure[];
  /** The size that its revision was given in place of its own, once that had turned out too small. */
  readonly size?: TaskSize;
  /** How often it was tried again after what surrounds it had been to blame. */
  readonly retries?: number;
  /** Whether its images were put into quarantine. */
  readonly isQuarantined?: true;
}

/** All that is remembered of one service. `version` counts every write, `fence` every decision to touch the service. */
export interface ServiceState {
  readonly service: ServiceName;
  readonly version: number;
  readonly fence: number;
  /** What each container follows, as last read: a pinned digest no longer says its tag. */
  readonly followed: readonly FollowedImage[];
  /** The digest last decided on, by tag name. */
  readonly decided: Readonly<Record<TagName, { readonly digest: string; readonly at: Instant }>>;
  readonly knownGood?: KnownGood;
  /** The one before it: what a person's rollback goes to while the newest one runs. */
  readonly knownGoodBefore?: KnownGood;
  /** The newest rollout, under way or ended. */
  readonly rollout?: Rollout;
  /** When ECS created the service. */
  readonly createdAt?: Instant;
  /** The PRIMARY deployment as we last knew it at rest: ours, or one that somebody else made and that was told. */
  readonly restingOn?: string;
  /** Set while what runs is somebody else's choice. */
  readonly drift?: ForeignDeployment;
  readonly hold?: Hold;
  readonly withheld?: WithheldMove;
  readonly late: readonly LateRevision[];
  /** Digests that run, or would be gone back to, and that ECR no longer has; told once. */
  readonly missing?: readonly string[];
  /** The images that are published for infrastructure code, by container. */
  readonly published?: Readonly<Record<string, string>>;
  /** What is still to be told, and to be appended to the record: written with the state, so that no crash loses it. */
  readonly outbox: readonly Notice[];
  readonly unrecorded: readonly RecordEntry[];
}

/** What happened at one write of a service's state, and why. */
export interface RecordEntry {
  readonly version: number;
  readonly at: Instant;
  readonly facts: readonly Fact[];
  readonly reasons: readonly string[];
}

// ------------------------------------------------------------------------------------------------- what is decided

/** What was decided about the tags that a service follows, and what was read for it. */
export interface TagDecision {
  readonly followed: readonly FollowedImage[];
  readonly decided: Readonly<Record<TagName, string>>;
  readonly knownGood?: KnownGood;
  /** When ECS created the service. */
  readonly createdAt: Instant;
  /** The PRIMARY deployment at that time. */
  readonly restingOn?: string;
}

/** What happened in the garden, in the past tense. Folded into ServiceState by `evolve`. */
export type Fact = { readonly at: Instant } & (
  | (TagDecision & { readonly kind: "ServiceAdopted" })
  /** A service of this name was deleted and created again: what was known of the other one counts no more. */
  | { readonly kind: "ServiceRecreated"; readonly createdAt: Instant }
  | (TagDecision & { readonly kind: "RolloutPlanned"; readonly rollout: Rollout })
  /** A move that we will not make; remembered so that it is told once. */
  | (TagDecision & { readonly kind: "RolloutRefused"; readonly rollout: Rollout })
  | { readonly kind: "MoveWithheld"; readonly withheld: WithheldMove }
  /**
   * `restingOn`: the deployment of whoever overtook it; none if our own newer decision did. `isWithdrawn`: it was never
   * started, and what it decided on its tags is to be decided on again.
   */
  | {
      readonly kind: "RolloutSuperseded";
      readonly reason: string;
      readonly restingOn?: string;
      readonly isWithdrawn?: true;
    }
  /** Whoever was at the rollout, or at its way back, went silent; its lease and its fence pass on. */
  | { readonly kind: "RolloutResumed"; readonly leaseUntil: Instant }
  /** AWS did not take the calls of the rollout, or of its way back, for all of its time. */
  | { readonly kind: "RolloutDelayed"; readonly reason: string }
  /** An overtaken decision of ours arrived late; the rollout, or its way back, is deployed once more. */
  | { readonly kind: "RolloutRestarted"; readonly leaseUntil: Instant; readonly reason: string }
  | { readonly kind: "RevisionRegistered"; readonly taskDefinition: string }
  | { readonly kind: "DeploymentStarted"; readonly deploymentId: string; readonly deploymentCreatedAt: Instant }
  | { readonly kind: "DeploymentCompleted"; readonly bakeUntil: Instant }
  | { readonly kind: "RolloutCompleted"; readonly knownGood?: KnownGood; readonly warnings: readonly string[] }
  | { readonly kind: "RolloutFailed"; readonly reason: string; readonly wayBack?: WayBack }
  /** Tasks of the rollout's deployment failed: so many alike by now. */
  | { readonly kind: "TasksFailed"; readonly failure: Failure }
  /** Its images are taken by nobody again, until a person lifts it. */
  | { readonly kind: "ImagesQuarantined"; readonly digests: readonly string[] }
  /** A person let these images go: they are decided on anew. */
  | { readonly kind: "QuarantineLifted"; readonly digest: string; readonly by: string }
  /** What surrounds it was to blame, and may have healed: the same rollout once more. */
  | { readonly kind: "RolloutRetried"; readonly leaseUntil: Instant; readonly reason: string }
  /** Its tasks needed more memory: the same images in a revision with more of it. */
  | { readonly kind: "RolloutResized"; readonly size: TaskSize; readonly leaseUntil: Instant; readonly reason: string }
  /** ECS has taken the call to go back. */
  | { readonly kind: "ReturnRequested" }
  | { readonly kind: "ReturnRevisionRegistered"; readonly taskDefinition: string }
  /** The known good revision can be deployed no more (it was deregistered): a copy of it has to be. */
  | { readonly kind: "ReturnRevisionInactive" }
  | { readonly kind: "ReturnStarted"; readonly deploymentId: string; readonly deploymentCreatedAt: Instant }
  | { readonly kind: "ReturnCompleted" }
  | { readonly kind: "ReturnFailed"; readonly reason: string; readonly restingOn?: string }
  /** Somebody else deployed, or an overtaken decision arrived late; `drift` where the images are not what was last decided. */
  | { readonly kind: "ForeignDeploymentSeen"; readonly restingOn: string; readonly drift?: ForeignDeployment }
  /** What somebody else deployed ran well. */
  | { readonly kind: "KnownGoodSeen"; readonly knownGood: KnownGood }
  /** What runs, or would be gone back to, is in ECR no more, or all of it is there again. */
  | { readonly kind: "ImagesMissing"; readonly digests: readonly string[] }
  | { readonly kind: "ImagesPublished"; readonly images: Readonly<Record<string, string>> }
  | { readonly kind: "ServiceHeld"; readonly hold: Hold }
  | { readonly kind: "ServiceReleased"; readonly by: string }
);

/** What to do to AWS, in AWS's words. Each is harmless when walked twice. */
export type Effect = RegisterTaskDefinition | UpdateService | StopServiceDeployment | PutParameter | QuarantineImages;

export interface RegisterTaskDefinition {
  readonly kind: "registerTaskDefinition";
  readonly service: ServiceName;
  /** Value of the tag `gardener:rollout`: an interrupted try is found again by it. */
  readonly key: string;
  /** For the rollout itself, or for its way back. */
  readonly purpose: Purpose;
  /** ARN of the revision to copy, every field of it. */
  readonly from: string;
  /** New image by container name. */
  readonly images: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Another size of the task, where it is to have one. */
  readonly size?: TaskSize;
  /** An earlier try may have registered it: look before registering. */
  readonly resumed: boolean;
}

export interface UpdateService {
  readonly kind: "updateService";
  readonly service: ServiceName;
  readonly purpose: Purpose;
  /** ARN, or none: the revision that the registerTaskDefinition before it made. */
  readonly taskDefinition?: string;
}

export type Purpose = "rollout" | "wayBack";

/**
 * Has ECS end the deployment of a rollout and go back to what it completed last. It names that one deployment, so that it
 * can arrive late and do no harm.
 */
export interface StopServiceDeployment {
  readonly kind: "stopServiceDeployment";
  readonly service: ServiceName;
  /** The revision of the deployment. */
  readonly taskDefinition: string;
  /** When the rollout was planned: its deployment is no older. */
  readonly since: Instant;
}

/** Keeps images that failed by themselves from being taken again. */
export interface QuarantineImages {
  readonly kind: "quarantineImages";
  readonly service: ServiceName;
  readonly quarantines: readonly Quarantine[];
}

/** Publishes what the service runs well, for infrastructure code to read: a parameter for each container. */
export interface PutParameter {
  readonly kind: "putParameter";
  readonly service: ServiceName;
  /** `host/repository@sha256:…` by container. */
  readonly images: Readonly<Record<string, string>>;
}

/** What to do, what to remember, and why, in sentences. */
export interface Decision {
  readonly effects: readonly Effect[];
  readonly facts: readonly Fact[];
  /** Never empty: a decision to do nothing has its reason too. */
  readonly reasons: readonly [string, ...string[]];
  /** What was read is older than what we know: nothing can be decided before it is read again. */
  readonly isStale?: true;
}

// -------------------------------------------------------------------------------------------------- why a task failed

/** What is known of a task that stopped or did not start, or of what ECS said about a service. Anything may be missing. */
export interface FailureEvidence {
  readonly id: string;
  /** Started by RunTask, not by a service: it may end, and nothing replaces it. */
  readonly isLone: boolean;
  readonly lastStatus?: string;
  readonly stopCode?: string;
  readonly stoppedReason?: string;
  readonly launchType?: string;
  readonly healthStatus?: string;
  /** Whether it ever ran; missing where nothing says so. */
  readonly hasStarted?: boolean;
  /** Whether its revision is the one being rolled out, and never ran well; missing where nobody knows. */
  readonly isNewRevision?: boolean;
  readonly containers: readonly ContainerEvidence[];
  /** What ECS could not attach: its type, as `AmazonElasticBlockStorage`, and its status reason. */
  readonly failedAttachments: readonly { readonly type: string; readonly reason: string }[];
  readonly serviceEvent?: {
    readonly text: string;
    /** ECS itself marks it as information, no warning. */
    readonly isInformation?: boolean;
  };
  /** The last lines of a log, the newest last; without a container where it is not known whose. */
  readonly logTail: readonly { readonly container?: string; readonly lines: readonly string[] }[];
}

export interface ContainerEvidence {
  readonly name: string;
  readonly image?: string;
  readonly exitCode?: number;
  readonly reason?: string;
  readonly healthStatus?: string;
  /** What the container runtime calls it. */
  readonly runtimeId?: string;
  readonly stoppedAt?: Instant;
  /** By the task definition; these are missing where it was not read. */
  readonly essential?: boolean;
  readonly dependsOn?: readonly { readonly container: string; readonly condition?: string }[];
}

export type FailureFamily =
  | "image"
  | "config"
  | "network"
  | "resources"
  | "app"
  | "health"
  | "storage"
  | "iam"
  | "platform"
  | "deployment"
  /** Nothing failed. */
  | "none"
  | "unknown";

/** Whether the revision (image, task definition) is to blame, which a rollback mends, or what surrounds it. */
export type CausedBy = "revision" | "environment" | "either" | "unknown";

/** Whether the same task, started again unchanged, may work. */
export type Retryable = "yes" | "no" | "maybe";

export type Confidence = "sure" | "likely" | "unknown";

/** Why a task failed, what to do about it, and which texts say so. */
export interface Diagnosis {
  readonly family: FailureFamily;
  /** As `image-not-found`: the row of `shared/core/failure/rules/` that decided. */
  readonly kind: string;
  /** Whether people need to know. */
  readonly alert: boolean;
  readonly causedBy: CausedBy;
  readonly retryable: Retryable;
  readonly confidence: Confidence;
  /** One sentence. */
  readonly cause: string;
  /** One line. */
  readonly remedy: string;
  readonly evidence: readonly EvidenceText[];
  /** The container that failed first, where one did. */
  readonly container?: string;
  /** What is wrong is in the image itself, whichever service runs it. */
  readonly isOfImage?: true;
}

/** A text that decided, and where it stood: `stoppedReason`, `containers[web].reason`, `logTail[web]`. */
export interface EvidenceText {
  readonly where: string;
  readonly text: string;
}

/** What people read of a failure besides its diagnosis, in a thread; nothing in it is secret. */
export interface FailureDetails {
  /** The task that it is taken from, the first that failed so; none where it is about no task. */
  readonly taskId?: string;
  /** The last log lines of the container that failed first, the newest last. */
  readonly logTail: readonly { readonly container?: string; readonly lines: readonly string[] }[];
  /** How the task definition differs from the one that ran before, in lines. */
  readonly differences: readonly string[];
}

/** Tasks of one revision that failed alike. */
export interface Failure {
  /** Of the first of them. */
  readonly diagnosis: Diagnosis;
  /** Each task counts once. */
  readonly count: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  /** Where they needed more memory than they had, on Fargate: the next size with more of it. */
  readonly roomier?: TaskSize;
  readonly details: FailureDetails;
}

/** CPU units and MiB of memory of a Fargate task. */
export interface TaskSize {
  readonly cpu: number;
  readonly memory: number;
}

/** Tasks of one deployment that failed alike, as counted so far. */
export interface FailedTasks {
  readonly deploymentId: string;
  readonly failure: Failure;
}

/** How bad it is: nothing serves, or nobody can take it back; the old revision serves; good to know. */
export type Severity = "critical" | "warning" | "info";

/**
 * One failure, told once, however many tasks it hits: of one kind, service and revision; where what surrounds services is
 * to blame, of one kind across all of them.
 */
export interface Incident {
  /** What is the same for like failures: the kind, and where it is a service's own, `cluster/service` and revision as well. */
  readonly key: string;
  /** Of the first task. */
  readonly diagnosis: Diagnosis;
  readonly severity: Severity;
  readonly openedAt: Instant;
  /** In the order in which they were hit. */
  readonly services: readonly AffectedService[];
  /** When all of them were healthy again on the revision that should run; none while it goes on. */
  readonly closedAt?: Instant;
  /** It is over since some of them are wanted no more: scaled to zero, or deleted. */
  readonly isUnwanted?: true;
}

/** What an incident did to one service. */
export interface AffectedService {
  readonly service: ServiceName;
  readonly taskDefinition: string;
  /** Tasks that failed, each counted once; for what hits no task, times that ECS said so. */
  readonly count: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
}

// ------------------------------------------------------------------------------------------------------ what is told

/** All that is told to people, as it goes through the queue. */
export type AnyNotice = Notice | GardenNotice | IncidentNotice;

/** What one service's state has to tell: its outbox holds these. */
export type Notice = RolloutNotice | ServiceNotice;

/** The newest state of one incident, and what is new since the notice before. */
export interface IncidentNotice {
  readonly kind: "incident";
  readonly incident: Incident;
  /** Raised with every change that is told. */
  readonly version: number;
  readonly at: Instant;
  /** For the thread. */
  readonly sentences: readonly string[];
  /** For the thread, once: with the first notice. */
  readonly details?: FailureDetails;
}

/** The newest state of one rollout, and what happened since the notice before. */
export interface RolloutNotice {
  readonly kind: "rollout";
  readonly rollout: Rollout;
  /** Version of the service's state that this tells; a notice with an older one than was told is stale. */
  readonly version: number;
  readonly at: Instant;
  /** For the thread: sentences on what was decided and done. */
  readonly sentences: readonly string[];
  /** For the thread, once: of a failure that was not told before. */
  readonly details?: FailureDetails;
}

/** Something about the whole garden, said once: that it is paused, or goes on; that people cannot be told. */
export interface GardenNotice {
  readonly kind: "garden";
  readonly at: Instant;
  readonly topic: "pause" | "resume" | "problem";
  /** A sentence of its own, as `The garden is paused by ana: incident 42`. */
  readonly headline: string;
}

/** Something about a service that is no rollout, said once: a drift, a move that was withheld, a hold. */
export interface ServiceNotice {
  readonly kind: "service";
  readonly service: ServiceName;
  readonly version: number;
  readonly at: Instant;
  readonly topic: "drift" | "withheld" | "hold" | "problem";
  /** What follows the service's name, as `is held by ana: freeze`. */
  readonly headline: string;
}
