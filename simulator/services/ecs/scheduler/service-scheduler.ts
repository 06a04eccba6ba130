import type { AwsRegion } from "../../../region.ts";
import { addServiceEvent, emitServiceAction } from "../emit.ts";
import type { DeploymentRecord, ServiceRecord, TaskObserver, TaskRecord } from "../model.ts";
import { carryOut, scaleIn } from "./carry-out.ts";
import { type TaskEnd, countsAsFailure, failureThreshold } from "./circuit-breaker.ts";
import { tasksOfDeployment } from "./counts.ts";
import { completeDeployment, rollBackOnRequest, tripCircuitBreaker } from "./deployments.ts";
import { type Plan, type Standing, defaultPercentages, plan } from "./plan.ts";
import { FAILED_RESOLUTIONS_MAX, resolveImages } from "./resolve-images.ts";
import { endServiceDeployment } from "./service-deployments.ts";
import { comingGraceEnds, liveTasks, standingOf } from "./standing.ts";
import { IMPAIRED_FAILURES, afterStartFailure } from "./start-throttle.ts";

/** How soon the scheduler looks at a service after something changed (inferred: AWS acts within seconds). */
const REACTION_MILLISECONDS = 1_000;

/** How soon the first task of a deployment has its tags resolved (inferred). */
const RESOLUTION_MILLISECONDS = 1_000;

/** How often a calm service says again that it is steady (inferred from consoles; documented only as periodic). */
const STEADY_STATE_AGAIN_MILLISECONDS = 6 * 3_600_000;

/**
 * The service scheduler of one service: looks when something changed, takes the step that plan.ts decides, judges what
 * became of the deployment. Between changes it holds no timer but the one for the next steady state message.
 */
export class ServiceScheduler implements TaskObserver {
  readonly #aws: AwsRegion;
  readonly #service: ServiceRecord;
  #next: { readonly at: number; readonly cancel: () => void } | undefined;
  #cancelSteadyStateAgain: () => void = () => {};

  constructor(aws: AwsRegion, service: ServiceRecord) {
    this.#aws = aws;
    this.#service = service;
  }

  /** Something changed: look soon. */
  wake(): void {
    this.#lookAt(this.#aws.world.now + REACTION_MILLISECONDS);
  }

  changed(task: TaskRecord): void {
    const deployment = task.owner?.deployment;
    if (!deployment) return;
    if (task.lastStatus === "RUNNING") deployment.hasReachedRunning = true;
    if (task.isProven && task.desiredStatus === "RUNNING") {
      deployment.failedTasks = 0;
      if (this.#circuitBreaker?.resetOnHealthyTask ?? true) this.#setFailureCount(deployment, 0);
    }
    this.wake();
  }

  stopping(task: TaskRecord, end: TaskEnd): void {
    if (end.kind !== "failed to start") return;
    const service = this.#service;
    const { failures } = service.throttle;
    service.throttle = afterStartFailure(service.throttle, { taskCreatedAt: task.createdAt, now: this.#aws.world.now });
    addServiceEvent(this.#aws, service, `was unable to place a task. Reason: ${task.shape.stoppedReason}.`);
    if (service.throttle.failures > failures && service.throttle.failures >= IMPAIRED_FAILURES) {
      addServiceEvent(this.#aws, service, "is unable to consistently start tasks successfully.");
      emitServiceAction(this.#aws, service, { eventType: "WARN", eventName: "SERVICE_TASK_START_IMPAIRED" });
    }
    this.wake();
  }

  stopped(task: TaskRecord, end: TaskEnd): void {
    this.#service.tasks.delete(task);
    const deployment = task.owner?.deployment;
    if (deployment && countsAsFailure(end, deployment.hasReachedRunning ? 2 : 1)) {
      deployment.failedTasks++;
      if (deployment.rolloutState === "IN_PROGRESS" && deployment === this.#service.deployments[0])
        this.#setFailureCount(deployment, deployment.failureCount + 1);
      this.#judgeFailures();
    }
    this.wake();
  }

  #lookAt(at: number): void {
    if (this.#next && this.#next.at <= at) return;
    this.#next?.cancel();
    const cancel = this.#aws.world.at(at, () => {
      this.#next = undefined;
      this.#look();
    });
    this.#next = { at, cancel };
  }

  #look(): void {
    const service = this.#service;
    if (service.status === "DRAINING") return this.#drain();
    const [primary] = service.deployments;
    if (!primary || service.status === "INACTIVE") return;
    this.#settleServiceDeployments(primary);
    this.#followDesiredCount();
    for (const deployment of carryOut(this.#aws, service, this.#decide(), this)) this.#resolveSoon(deployment);
    this.#followDesiredCount();
    this.#forgetEmptyDeployments();
    this.#judgeCompletion();
    this.#lookLater();
  }

  /** PENDING becomes IN_PROGRESS, what was asked to stop or to roll back does so now. */
  #settleServiceDeployments(primary: DeploymentRecord): void {
    const { serviceDeployment } = primary;
    for (const each of this.#service.serviceDeployments)
      if (each.status === "STOP_REQUESTED")
        endServiceDeployment(this.#aws, this.#service, each, "STOPPED", "Superseded by a new deployment.");
    if (serviceDeployment.status === "PENDING") {
      serviceDeployment.status = "IN_PROGRESS";
      serviceDeployment.startedAt = this.#aws.world.now;
      serviceDeployment.updatedAt = this.#aws.world.now;
    } else if (serviceDeployment.status === "ROLLBACK_REQUESTED") rollBackOnRequest(this.#aws, this.#service, primary);
  }

  /** A changed desired count applies to the primary; older deployments only shrink. */
  #followDesiredCount(): void {
    const { deployments, desiredCount } = this.#service;
    deployments.forEach((deployment, index) => {
      if (index === 0) deployment.desiredCount = desiredCount;
      else deployment.desiredCount = Math.min(deployment.desiredCount, desiredCount);
    });
  }

  #decide(): Plan {
    const { deployments, desiredCount, settings, schedulingStrategy } = this.#service;
    const [primary, ...older] = deployments;
    if (!primary) return { starts: [], stops: [], isStuck: false };
    const defaults = defaultPercentages(schedulingStrategy);
    const { minimumHealthyPercent, maximumPercent } = settings.deploymentConfiguration;
    return plan({
      desiredCount,
      minimumHealthyPercent: minimumHealthyPercent ?? defaults.minimumHealthyPercent,
      maximumPercent: maximumPercent ?? defaults.maximumPercent,
      primary,
      older,
      tasks: liveTasks(this.#service).map((task) => ({
        id: task.id,
        deploymentId: task.owner?.deployment.id ?? "",
        standing: this.#standingOf(task),
      })),
      mayStart: this.#nextStartAt <= this.#aws.world.now,
    });
  }

  /** Failed starts back off; so do, in their own way, tasks that cannot be placed. */
  get #nextStartAt(): number {
    const { throttle, unplaced } = this.#service;
    return Math.max(throttle.nextStartAt, unplaced?.nextAttemptAt ?? 0);
  }

  /** The first tasks of a deployment have its tags resolved. */
  #resolveSoon(deployment: DeploymentRecord): void {
    if (deployment.rolloutState !== "IN_PROGRESS" || deployment.revision.resolution !== "open") return;
    deployment.revision.resolution = "under way";
    this.#aws.world.after(RESOLUTION_MILLISECONDS, () => this.#resolve(deployment));
  }

  /** Each round of starts makes one attempt. With the circuit breaker, the last failed one fails the deployment. */
  #resolve(deployment: DeploymentRecord): void {
    if (deployment.revision.resolution !== "under way" || resolveImages(this.#aws, this.#service, deployment.revision))
      return;
    const breaker = this.#circuitBreaker;
    const isPrimaryInProgress =
      deployment === this.#service.deployments[0] && deployment.rolloutState === "IN_PROGRESS";
    if (breaker?.enable && isPrimaryInProgress && deployment.revision.failedResolutions >= FAILED_RESOLUTIONS_MAX) {
      tripCircuitBreaker(this.#aws, this.#service, deployment, breaker);
      this.wake();
    }
  }

  get #circuitBreaker() {
    const breaker = this.#service.settings.deploymentConfiguration.deploymentCircuitBreaker;
    return breaker ? { ...breaker, enable: breaker.enable ?? false, rollback: breaker.rollback ?? false } : undefined;
  }

  #setFailureCount(deployment: DeploymentRecord, failureCount: number): void {
    if (deployment.rolloutState !== "IN_PROGRESS") return;
    deployment.failureCount = failureCount;
    deployment.serviceDeployment.failureCount = failureCount;
  }

  #judgeFailures(): void {
    const [primary] = this.#service.deployments;
    const breaker = this.#circuitBreaker;
    if (!breaker?.enable || primary?.rolloutState !== "IN_PROGRESS") return;
    if (primary.failureCount >= failureThreshold(breaker, this.#service.desiredCount))
      tripCircuitBreaker(this.#aws, this.#service, primary, breaker);
  }

  #standingOf(task: TaskRecord): Standing {
    return standingOf(this.#service, task, this.#aws.world.now);
  }

  /** An older deployment is gone with its tasks; a COMPLETED one that lost its last is kept while it is still needed. */
  #forgetEmptyDeployments(): void {
    const service = this.#service;
    const healthy = liveTasks(service).filter((task) => this.#standingOf(task) === "healthy").length;
    service.deployments = service.deployments.filter(
      (deployment, index) =>
        index === 0 ||
        (deployment.rolloutState === "COMPLETED" && deployment.desiredCount > 0 && healthy < service.desiredCount) ||
        tasksOfDeployment(service, deployment).some(isUpOrComing),
    );
  }

  #judgeCompletion(): void {
    const service = this.#service;
    const [primary] = service.deployments;
    const tasks = liveTasks(service);
    const isDone =
      primary?.rolloutState !== "FAILED" &&
      service.deployments.length === 1 &&
      tasks.length === service.desiredCount &&
      tasks.every((task) => this.#standingOf(task) === "healthy");
    if (isDone && primary?.rolloutState === "IN_PROGRESS") completeDeployment(this.#aws, service, primary);
    if (isDone === service.isSteady) return;
    service.isSteady = isDone;
    this.#cancelSteadyStateAgain();
    if (isDone) this.#reportSteadyState();
  }

  #reportSteadyState(): void {
    const service = this.#service;
    addServiceEvent(this.#aws, service, "has reached a steady state.");
    emitServiceAction(this.#aws, service, { eventType: "INFO", eventName: "SERVICE_STEADY_STATE" });
    this.#cancelSteadyStateAgain = this.#aws.world.after(STEADY_STATE_AGAIN_MILLISECONDS, () => {
      if (service.isSteady && service.status === "ACTIVE") this.#reportSteadyState();
    });
  }

  /** Times when something comes due without a change: the next start that is allowed, the end of an unhealthy task's grace. */
  #lookLater(): void {
    const { now } = this.#aws.world;
    const nextStartAt = this.#nextStartAt;
    const due = [...comingGraceEnds(this.#service, now), ...(nextStartAt > now ? [nextStartAt] : [])];
    if (due.length > 0) this.#lookAt(Math.min(...due));
  }

  /** DeleteService: all tasks stop, then the service is INACTIVE. */
  #drain(): void {
    const service = this.#service;
    this.#cancelSteadyStateAgain();
    for (const task of liveTasks(service)) if (task.owner) scaleIn(this.#aws, task, task.owner.deployment);
    if (service.tasks.size === 0) service.status = "INACTIVE";
  }
}

const isUpOrComing = (task: TaskRecord): boolean => task.desiredStatus === "RUNNING" || task.lastStatus === "RUNNING";
