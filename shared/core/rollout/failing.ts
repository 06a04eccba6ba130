/**
 * So many tasks of a new revision that fail alike end its rollout, where the revision is to blame but the cause may heal or
 * is only likely: as many as ECS's own circuit breaker waits for at least (ECS developer guide, deployment-circuit-breaker).
 */
export const LIKE_FAILURES_MAX = 3;
