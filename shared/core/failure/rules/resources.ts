import { anyOf } from "../pattern.ts";
import type { Rule } from "../rule.ts";
import { ENDPOINT_POLICY, INITIALIZATION, NETWORK_INTERFACE, PARAMETER, PULL, SECRET } from "../words.ts";

/** The app's own heap, or all of the container's memory, as the last log lines tell. */
const HEAP_EXIT_CODES = [1, 3, 134, 137, 139];

/** A reason code of ECS, by itself or at the end of another name. */
const codeOf = (name: string): RegExp => new RegExp(`(?:^|: |["'(])${name}(?:$|[."')])`);

/** "agent not connected", or "doesn't have the agent connected". */
const AGENT_OFFLINE = anyOf(
  /agent (?:is |was )?(?:disconnected|not connected)/,
  /(?:n't|not) have the agent connected/,
);

/** Too little memory, and no place to run at all. */
export const RESOURCES: readonly Rule[] = [
  {
    kind: "out-of-memory",
    family: "resources",
    causedBy: "either",
    retryable: "no",
    signs: [
      { reason: [anyOf("outofmemory", "oomkill", "oom-kill", "oom kill", "out of memory", "due to memory usage")] },
    ],
    cause: "{container} was killed, because it used more memory than it may.",
    remedy: "Raise the memory of container or task, and compare its use with the previous revision.",
    source: "CODES",
  },
  {
    kind: "out-of-memory-at-start",
    family: "resources",
    causedBy: "either",
    retryable: "no",
    confidence: "likely",
    signs: [{ reason: ["failed to get container status"] }],
    cause: "{container} vanished while it started; on Fargate it then needs more memory than the task has.",
    remedy: "Raise the task's memory.",
    source: "CODES",
  },
  {
    kind: "heap-limit",
    family: "resources",
    causedBy: "either",
    retryable: "no",
    confidence: "likely",
    signs: [
      {
        log: [
          anyOf(
            "heap out of memory",
            "heap space",
            "heap limit",
            "outofmemory",
            "memoryerror",
            "out of memory",
            "cannot allocate memory",
            "gc overhead",
          ),
        ],
        exitCodes: HEAP_EXIT_CODES,
      },
    ],
    cause: "The app in {container} ran out of memory, its heap by the last log lines.",
    remedy: "Raise the heap's limit together with the container's memory.",
    source: "EXPERIENCE",
  },
  {
    kind: "host-port-taken",
    family: "resources",
    causedBy: "environment",
    retryable: "maybe",
    signs: [{ reason: [anyOf("external connectivity", "port is already allocated", "address already in use")] }],
    cause: "A process outside ECS holds the host's port that {container} asks for.",
    remedy: "Free the port, or let ECS choose it (hostPort 0, awsvpc).",
    source: "RUNTIME",
  },
  {
    kind: "host-port-in-use",
    family: "resources",
    causedBy: "either",
    retryable: "no",
    signs: [{ reason: [anyOf("resource:port", /using a port/, /port \d* ?(?:is )?(?:already )?in use/)] }],
    cause: "Every instance already uses the host port that the task asks for.",
    remedy: "Use hostPort 0 or awsvpc, or lower minimumHealthyPercent so that the old task goes first.",
    source: "SVC",
  },
  {
    kind: "network-interfaces-exhausted",
    family: "resources",
    causedBy: "environment",
    retryable: "no",
    signs: [{ reason: ["resource:eni"] }, { reason: [NETWORK_INTERFACE, anyOf("limit", "maximum number")] }],
    cause: "The instances have no network interface left for one more task.",
    remedy: "Turn on awsvpcTrunking, or use larger or more instances.",
    source: "SVC",
  },
  {
    kind: "gpu-missing",
    family: "resources",
    causedBy: "environment",
    retryable: "maybe",
    signs: [{ reason: [anyOf("resource:gpu", /insufficient gpu/)] }],
    cause: "No instance has a free GPU.",
    remedy: "Add GPU instances.",
    source: "API",
  },
  {
    kind: "cpu-missing",
    family: "resources",
    causedBy: "environment",
    retryable: "maybe",
    signs: [{ reason: [anyOf("resource:cpu", /(?:insufficient|not enough) cpu/)] }],
    cause: "No instance has enough free CPU for the task.",
    remedy: "Add instances, or reserve less CPU.",
    source: "SVC",
  },
  {
    kind: "memory-missing",
    family: "resources",
    causedBy: "environment",
    retryable: "maybe",
    signs: [{ reason: [anyOf("resource:memory", /(?:insufficient|not enough) memory/)] }],
    cause: "No instance has enough free memory for the task.",
    remedy: "Add instances, or reserve less memory.",
    source: "SVC",
  },
  {
    kind: "no-instances",
    family: "resources",
    causedBy: "environment",
    retryable: "maybe",
    signs: [{ reason: [anyOf(/no (?:active |registered |available )*(?:container )?instances/)] }],
    cause: "The cluster or capacity provider has no container instances.",
    remedy: "Scale the Auto Scaling group, and check that its instances register with this cluster.",
    source: "SVC",
  },
  {
    kind: "external-instance-offline",
    family: "platform",
    causedBy: "environment",
    retryable: "maybe",
    signs: [{ reason: [anyOf(codeOf("agent"), AGENT_OFFLINE)], launchType: "EXTERNAL" }],
    cause: "The external instance is offline: its network, or its expired SSM activation.",
    remedy: "Check the instance's network, and activate it again.",
    source: "ANYWHERE",
  },
  {
    kind: "agent-disconnected",
    family: "resources",
    causedBy: "environment",
    retryable: "maybe",
    signs: [{ reason: [anyOf(codeOf("agent"), AGENT_OFFLINE)] }],
    cause: "The agent of the instance is not connected.",
    remedy: "Restart the agent, or replace the instance.",
    source: "SVC",
  },
  {
    kind: "placement-constraint-unmet",
    family: "resources",
    causedBy: "either",
    retryable: "no",
    signs: [
      { reason: [anyOf(codeOf("attribute"), codeOf("location"), "missing an attribute", /placement ?_?constraint/)] },
    ],
    cause: "No instance has what the task asks for: an attribute, a zone, an architecture or a plug-in.",
    remedy: "Compare the task definition's requiresAttributes and constraints with the attributes of the instances.",
    source: "SVC",
  },
  {
    kind: "fargate-capacity-out",
    family: "resources",
    causedBy: "environment",
    retryable: "yes",
    signs: [
      {
        reason: [
          anyOf(
            "capacity is unavailable",
            "capacity is not available",
            "resource:fargate",
            /insufficient ?(?:\w+ )?capacity/,
            "no capacity",
          ),
        ],
      },
    ],
    cause: "Fargate has no capacity for the task just now.",
    remedy: "It is tried again; allow more zones, or FARGATE beside FARGATE_SPOT.",
    source: "SVC",
  },
  {
    kind: "size-above-quota",
    family: "resources",
    causedBy: "either",
    retryable: "no",
    signs: [{ reason: [anyOf("above your limit", /configuration is above/)] }],
    cause: "The task asks for more CPU or memory than this account may use for one.",
    remedy: "Ask for less, or have the quota raised.",
    source: "SVC",
  },
  {
    kind: "task-quota-reached",
    family: "resources",
    causedBy: "environment",
    retryable: "no",
    signs: [
      {
        reason: [
          anyOf(
            /(?:reached|exceeded) (?:the|your) (?:\w+ ){0,2}(?:limit|maximum|quota)/,
            /(?:limit|quota)\w* (?:on|for) (?:the )?number of/,
            /(?:task|vcpu|service) ?s? quota/,
          ),
        ],
        unless: [PULL],
      },
    ],
    cause: "The account's quota of tasks or vCPUs is used up.",
    remedy: "Have the quota raised, or stop tasks.",
    source: "SVC",
  },
  {
    kind: "zone-unsupported",
    family: "resources",
    causedBy: "environment",
    retryable: "no",
    confidence: "likely",
    signs: [{ reason: [/reason: internal error/] }],
    cause: "The task cannot be placed; the subnet may be in a zone that has no Fargate.",
    remedy: "Use a subnet in another zone.",
    source: "SVC",
  },
  {
    kind: "provisioning-limit-reached",
    family: "resources",
    causedBy: "environment",
    retryable: "yes",
    signs: [{ reason: [/provisioning (?:capacity )?limit/] }],
    cause: "The cluster already has as many tasks waiting for capacity as it may have.",
    remedy: "Wait, or spread the services over more clusters.",
    source: "SVC",
  },
  {
    kind: "api-throttled",
    family: "resources",
    causedBy: "environment",
    retryable: "yes",
    signs: [
      {
        reason: [anyOf("being throttled", "operation_throttled", "throttlingexception", "rate exceeded")],
        unless: [PULL, ENDPOINT_POLICY, INITIALIZATION, SECRET, PARAMETER],
      },
    ],
    cause: "AWS takes fewer calls than are made for the service just now.",
    remedy: "Wait; let whatever polls ask less often.",
    source: "SVC",
  },
  {
    kind: "capacity-provider-empty",
    family: "resources",
    causedBy: "environment",
    retryable: "no",
    signs: [
      {
        reason: [
          anyOf("empty capacity provider", codeOf("missing"), /container-instance\b.* missing$/, /arn:ecs missing$/),
        ],
      },
    ],
    cause: "The capacity provider, or the instance that was named, does not exist or is empty.",
    remedy: "Correct the capacity provider strategy.",
    source: "API",
  },
  {
    kind: "not-placed",
    family: "resources",
    causedBy: "either",
    retryable: "maybe",
    confidence: "unknown",
    rank: "general",
    signs: [
      {
        reason: [
          anyOf(
            "met all of its requirements",
            /unable to place (?:a |the )?tasks?/,
            "placement_failure",
            "placement failure",
          ),
        ],
      },
    ],
    cause:
      "The task was not placed, and the text does not say why: CPU, memory, a port, an attribute, or no instances.",
    remedy: "Compare what the task asks for with what the instances have left.",
    source: "SVC",
  },
];
