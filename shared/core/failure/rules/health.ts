import { anyOf } from "../pattern.ts";
import type { Rule } from "../rule.ts";
import { HEALTH, LOAD_BALANCER, TIMED_OUT, UNREACHABLE } from "../words.ts";

/** What the load balancer said that it got, as `codes: [404]`. */
const CODE = /\b(?:codes?|status|http):? ?\[?\d{3}/;

/** The app has trouble itself, or with what it depends on. */
const SERVER_ERROR = /\b(?:codes?|status|http):? ?\[?5\d\d/;

/** It runs, and does not answer as it should; or what it waits for does not. */
export const HEALTH_RULES: readonly Rule[] = [
  {
    kind: "target-group-gone",
    family: "health",
    causedBy: "environment",
    retryable: "no",
    signs: [
      { reason: [/target(?: group)? is not found/] },
      { reason: [anyOf("target group", "targetgroup"), anyOf("not exist", "doesn't exist", "notfound", "not found")] },
    ],
    cause: "The target group of the service, or its target in it, does not exist.",
    remedy: "Create the target group again, or update the service's load balancer.",
    source: "SVC",
  },
  {
    kind: "zone-not-enabled",
    family: "health",
    causedBy: "environment",
    retryable: "maybe",
    signs: [{ reason: [/zone\b.*not enabled/] }, { reason: [LOAD_BALANCER, /not enabled\b.*zone/] }],
    cause: "The task runs in a zone that the load balancer does not serve.",
    remedy: "Enable the zone on the load balancer, or take its subnet from the service.",
    source: "LB",
  },
  {
    kind: "load-balancer-got-server-error",
    family: "health",
    causedBy: "either",
    retryable: "maybe",
    confidence: "likely",
    signs: [{ reason: [HEALTH, SERVER_ERROR] }],
    cause: "The load balancer's health check got a server error: the app fails, or something that it depends on.",
    remedy: "Read the app's log; check what its health path depends on.",
    source: "LB",
  },
  {
    kind: "load-balancer-got-wrong-code",
    family: "health",
    causedBy: "revision",
    retryable: "no",
    confidence: "likely",
    signs: [{ reason: [HEALTH, CODE] }],
    cause:
      "The load balancer's health check got a code that it does not take: no such path, a redirect, a login, or the wrong host.",
    remedy: "Correct the health check's path or its matcher; by code: 404 path, 3xx redirect, 401 and 403 login.",
    source: "LB",
  },
  {
    kind: "load-balancer-got-no-answer",
    family: "health",
    causedBy: "either",
    retryable: "maybe",
    confidence: "likely",
    signs: [
      { reason: [HEALTH, LOAD_BALANCER, anyOf(TIMED_OUT, UNREACHABLE, "reason health checks failed")] },
      { reason: [HEALTH, "request timed out"] },
    ],
    cause:
      "The load balancer's health check got no answer: port, security group, an app that listens on 127.0.0.1, or a slow start.",
    remedy: "Check port and security group, listen on 0.0.0.0, and set healthCheckGracePeriodSeconds.",
    source: "LB",
  },
  {
    kind: "container-health-check-failed",
    family: "health",
    causedBy: "revision",
    retryable: "no",
    confidence: "likely",
    signs: [
      { reason: [HEALTH, "container"], unless: [LOAD_BALANCER, "container instance", "dependenc"] },
      { healthStatus: "UNHEALTHY", stopCodes: ["ServiceSchedulerInitiated"] },
      { healthStatus: "UNHEALTHY", exitCodes: [137, 143] },
    ],
    cause: "The container health check fails: its command, a tool that the image lacks, or too short a startPeriod.",
    remedy: "Run the health check's command in the image, and give it a longer startPeriod.",
    source: "SVC",
  },
  {
    kind: "mesh-or-discovery-unhealthy",
    family: "health",
    causedBy: "environment",
    retryable: "maybe",
    confidence: "likely",
    signs: [
      { reason: [anyOf("discovery_instance_unhealthy", "lattice_target_unhealthy")] },
      { reason: [anyOf("service discovery", "lattice", "service connect", "cloud map", "cloudmap"), HEALTH] },
    ],
    cause: "Service discovery, VPC Lattice or Service Connect does not find the task healthy.",
    remedy: "Read the proxy's log, and look at the registry or target group.",
    source: "EVT",
  },
  {
    kind: "awaited-container-failed",
    family: "health",
    causedBy: "revision",
    retryable: "maybe",
    confidence: "likely",
    signs: [
      {
        reason: [
          anyOf(
            "dependency graph",
            "ordering dependency",
            "container dependency",
            "dependency container",
            /dependenc\w* .*(?:did not|never|timed out|not exist|unhealthy)/,
          ),
        ],
        unless: ["taskdependencyerror"],
      },
    ],
    cause:
      "Another container waited for {container}, which failed, was too slow or does not exist; what the other one reports (143) is no exit.",
    remedy: "Look at {container}: its log, its health check, its startTimeout.",
    source: "AGENT",
  },
  {
    kind: "load-balancer-health-check-failed",
    family: "health",
    causedBy: "either",
    retryable: "maybe",
    confidence: "likely",
    rank: "general",
    signs: [{ reason: [HEALTH, LOAD_BALANCER] }],
    cause: "The load balancer's health check fails, and the text does not say how: a wrong code, or no answer.",
    remedy: "Look for the code in the service's events; check path, port, security group and the grace period.",
    source: "LB",
  },
  {
    kind: "health-check-failed",
    family: "health",
    causedBy: "either",
    retryable: "maybe",
    confidence: "likely",
    rank: "general",
    signs: [{ reason: [HEALTH] }],
    cause: "A health check fails, and the text does not say which.",
    remedy: "Look at the health checks of container and target group.",
    source: "SVC",
  },
];
