/** What the program of an image does once its container is started. */
export interface Workload {
  /** Why the image cannot be pulled: it is for another platform than any task's, or more than a task's disk holds. */
  readonly pullFailure?: "platform" | "space";
  /** Why the program cannot be started, in the words of the container runtime (opencontainers/runc). */
  readonly startFailure?: string;
  /** Extra time, beyond what AWS needs, until the container is up. Infinity: it never comes up. Absent: none. */
  readonly startsAfterMilliseconds?: number;
  /** Since when, from the container's start, its health check would pass. Absent: never. */
  readonly healthyAfterMilliseconds?: number;
  /** Lines it writes when it starts. */
  readonly output: readonly string[];
  /** How it ends by itself. Absent: it runs until it is stopped. */
  readonly exit?: WorkloadExit;
}

export interface WorkloadExit {
  /** From the container's start. */
  readonly afterMilliseconds: number;
  readonly exitCode: number;
  /** The container's `reason`, where ECS gives one besides the exit code. */
  readonly reason?: string;
  /** Lines it writes right before. */
  readonly output: readonly string[];
}
