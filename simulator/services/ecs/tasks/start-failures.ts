/** How the agent tells that a container could not be started (developer guide, stopped-task-error-codes). */
export const cannotStart = (why: string): string => `CannotStartContainerError: ${why}`;

/** The same with the words of runc around them (issues 3021 and 3526 of aws/amazon-ecs-agent). */
export const refusedByRuntime = (why: string): string =>
  cannotStart(
    `ResourceInitializationError: failed to create new container runtime task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ${why}: unknown`,
  );
