import type { AwsRegion } from "../../../region.ts";
import { addServiceEvent, emitServiceAction } from "../emit.ts";
import type { DeploymentRecord, ServiceRecord, TaskObserver, TaskRecord } from "../model.ts";
import { createTask, nextCapacityProvider } from "../tasks/create-task.ts";
import { taskHealth } from "../tasks/health.ts";
import { type StopOrder, startTask, stopTask } from "../tasks/task-life.ts";
import { tagsOfServiceTask } from "../tags.ts";
import { type TaskEnd, countsAsFailure, failureThreshold } from "./circuit-breaker.ts";
import { tasksOfDeployment } from "./counts.ts";
import { completeDeployment, rollBackOnRequest, tripCircuitBreaker } from "./deployments.ts";
import { type Plan, type Standing, defaultPercentages, plan } from "./plan.ts";
import { FAILED_RESOLUTIONS_MAX, resolveImages } from "./resolve-images.ts";
import { endServiceDeployment } from "./service-deployments.ts";
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
    this.#act(this.#decide());
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
    const { deployments, desiredCount, settings, throttle, schedulingStrategy } = this.#service;
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
      tasks: this.#liveTasks().map((task) => ({
        id: task.id,
        deploymentId: task.owner?.deployment.id ?? "",
        standing: this.#standingOf(task),
      })),
      mayStart: throttle.nextStartAt <= this.#aws.world.now,
    });
  }

  #liveTasks(): TaskRecord[] {
    return [...this.#service.tasks].filter((task) => task.desiredStatus === "RUNNING");
  }

  #standingOf(task: TaskRecord): Standing {
    if (taskHealth(task.containers) === "UNHEALTHY" && this.#aws.world.now >= this.#graceEnd(task)) return "unhealthy";
    if (task.lastStatus !== "RUNNING") return "starting";
    return task.isProven ? "healthy" : "unproven";
  }

  /** Until then the scheduler does not mind the task's health checks (API reference, Service). */
  #graceEnd(task: TaskRecord): number {
    const { healthCheckGracePeriodSeconds } = this.#service.settings;
    return task.startedAt === undefined
      ? Number.NEGATIVE_INFINITY
      : task.startedAt + healthCheckGracePeriodSeconds * 1000;
  }

  #act({ starts, stops, isStuck }: Plan): void {
    const service = this.#service;
    const stopped = stops.flatMap(({ taskId, cause }) => {
      const task = service.cluster.tasks.get(taskId);
      if (!task?.owner) return [];
      if (cause === "scaling") task.owner.deployment.desiredCount = Math.max(task.owner.deployment.desiredCount - 1, 0);
      stopTask(this.#aws, task, cause === "scaling" ? scalingActivity(task.owner.deployment) : FAILED_HEALTH_CHECKS);
      return [taskId];
    });
    if (stopped.length > 0)
      addServiceEvent(this.#aws, service, `has stopped ${stopped.length} running tasks: ${inBrackets(stopped)}.`);

    for (const { deploymentId, count } of starts) {
      const deployment = service.deployments.find(({ id }) => id === deploymentId);
      if (deployment) this.#start(deployment, count);
    }
    this.#followDesiredCount();

    const [primary] = service.deployments;
    if (!isStuck || !primary || primary.hasReportedStuck) return;
    primary.hasReportedStuck = true;
    addServiceEvent(
      this.#aws,
      service,
      "was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.",
    );
  }

  #start(deployment: DeploymentRecord, count: number): void {
    const { taskDefinition, settings } = deployment.revision;
    const service = this.#service;
    const started: TaskRecord[] = [];
    for (let number = 0; number < count; number++) {
      const inUse = this.#liveTasks().map((task) => task.shape.capacityProviderName);
      const task = createTask(this.#aws, {
        cluster: service.cluster,
        taskDefinition,
        owner: { service, deployment },
        observer: this,
        group: `service:${service.name}`,
        startedBy: deployment.id,
        networkConfiguration: settings.networkConfiguration,
        platformVersion: settings.platformVersion,
        capacityProvider: nextCapacityProvider(settings.capacityProviderStrategy, inUse),
        enableExecuteCommand: service.settings.enableExecuteCommand,
        overrides: {},
        tags: tagsOfServiceTask(service, taskDefinition),
      });
      service.tasks.add(task);
      started.push(task);
    }
    for (const task of started) startTask(this.#aws, task);
    addServiceEvent(this.#aws, service, `has started ${count} tasks: ${inBrackets(started.map((task) => task.id))}.`);
    if (deployment.rolloutState === "IN_PROGRESS" && deployment.revision.resolution === "open") {
      deployment.revision.resolution = "under way";
      this.#aws.world.after(RESOLUTION_MILLISECONDS, () => this.#resolve(deployment));
    }
  }

  /** Each round of starts makes one attempt. With the circuit breaker, the last failed one fails the deployment. */
  #resolve(deployment: DeploymentRecord): void {
    if (deployment.revision.resolution !== "under way" || resolveImages(this.#aws, deployment.revision)) return;
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

  #forgetEmptyDeployments(): void {
    const service = this.#service;
    service.deployments = service.deployments.filter(
      (deployment, index) => index === 0 || tasksOfDeployment(service, deployment).some(isUpOrComing),
    );
  }

  #judgeCompletion(): void {
    const service = this.#service;
    const [primary] = service.deployments;
    const tasks = this.#liveTasks();
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

  /** Times when something comes due without a change: the throttle's end, the end of an unhealthy task's grace. */
  #lookLater(): void {
    const graceEnds = this.#liveTasks()
      .filter((task) => taskHealth(task.containers) === "UNHEALTHY")
      .map((task) => this.#graceEnd(task));
    const due = [this.#service.throttle.nextStartAt, ...graceEnds].filter((at) => at > this.#aws.world.now);
    if (due.length > 0) this.#lookAt(Math.min(...due));
  }

  /** DeleteService: all tasks stop, then the service is INACTIVE. */
  #drain(): void {
    const service = this.#service;
    this.#cancelSteadyStateAgain();
    for (const task of this.#liveTasks())
      if (task.owner) stopTask(this.#aws, task, scalingActivity(task.owner.deployment));
    if (service.tasks.size === 0) service.status = "INACTIVE";
  }
}

const FAILED_HEALTH_CHECKS: StopOrder = {
  stopCode: "ServiceSchedulerInitiated",
  stoppedReason: "Task failed container health checks",
  end: { kind: "failed health check" },
};

const scalingActivity = (deployment: DeploymentRecord): StopOrder => ({
  stopCode: "ServiceSchedulerInitiated",
  stoppedReason: `Scaling activity initiated by (deployment ${deployment.id})`,
  end: { kind: "stopped" },
});

const isUpOrComing = (task: TaskRecord): boolean => task.desiredStatus === "RUNNING" || task.lastStatus === "RUNNING";

const inBrackets = (taskIds: readonly string[]): string => taskIds.map((id) => `(task ${id})`).join(" ");
