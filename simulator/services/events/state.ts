import type { RuleState } from "@aws-sdk/client-eventbridge";
import { AwsError } from "../../aws.ts";
import type { AwsRegion } from "../../region.ts";
import { deliver } from "./delivery.ts";
import { type BusEvent, type Emission, envelop } from "./event.ts";
import { matchesPattern } from "./pattern/match.ts";
import { compileRule, isEnabled, type Rule, type RuleDefinition, type RuleTarget } from "./rule.ts";

/** The only bus there is. */
export const DEFAULT_BUS = "default";

/** "Each rule can have up to five targets" (EventBridge user guide, "EventBridge quotas"). */
const TARGETS_PER_RULE_MAX = 5;

/** A scheduled rule fires "within one minute" of its slot (EventBridge user guide, troubleshooting); the usual delay is inferred. */
const SCHEDULE_DELAY_MILLISECONDS_MAX = 1_000;

/** The default event bus of one account and Region, its rules and their targets. */
export class EventsState {
  readonly aws: AwsRegion;
  readonly #rules = new Map<string, Rule>();
  /** Cancels the next firing of a scheduled rule, by rule name. */
  readonly #firings = new Map<string, () => void>();

  constructor(aws: AwsRegion) {
    this.aws = aws;
  }

  /** Puts the envelope around what a service tells (id, time in whole seconds, account, Region), and puts it on the bus. */
  emit(emission: Emission): BusEvent {
    const event = envelop(this.aws, emission);
    this.put(event);
    return event;
  }

  /** Puts one complete event on the default bus, verbatim, as JSON carries it. */
  put(given: BusEvent): void {
    const event: BusEvent = JSON.parse(JSON.stringify(given));
    for (const rule of this.#rules.values())
      if (rule.pattern && isEnabled(rule) && matchesPattern(rule.pattern, event)) this.#run(rule, event);
  }

  /** In the order of their names, as ListRules answers. */
  get rules(): readonly Rule[] {
    return [...this.#rules.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Throws ResourceNotFoundException. */
  rule(name: string): Rule {
    const rule = this.#rules.get(name);
    if (!rule)
      throw new AwsError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus ${DEFAULT_BUS}.`);
    return rule;
  }

  /** Makes a rule or replaces its definition; targets stay. */
  putRule(definition: RuleDefinition): Rule {
    const compiled = compileRule(definition);
    const known = this.#rules.get(definition.name);
    const rule: Rule = {
      ...definition,
      ...compiled,
      arn: this.aws.arn("events", `rule/${definition.name}`),
      targets: known?.targets ?? new Map<string, RuleTarget>(),
    };
    this.#rules.set(rule.name, rule);
    this.#armSchedule(rule);
    return rule;
  }

  setRuleState(name: string, state: RuleState): void {
    this.putRule({ ...this.rule(name), state });
  }

  /** Adds targets or replaces those with the same id. */
  putTargets(ruleName: string, targets: readonly RuleTarget[]): void {
    const rule = this.rule(ruleName);
    const ids = new Set([...rule.targets.keys(), ...targets.map((target) => target.Id)]);
    if (ids.size > TARGETS_PER_RULE_MAX)
      throw new AwsError("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
    for (const target of targets) rule.targets.set(target.Id, target);
  }

  /** AWS keeps a rule that still has targets. Deleting a rule that does not exist is no error. */
  deleteRule(name: string): void {
    if ((this.#rules.get(name)?.targets.size ?? 0) > 0)
      throw new AwsError("ValidationException", "Rule can't be deleted since it has targets.");
    this.#rules.delete(name);
    this.#disarmSchedule(name);
  }

  #run(rule: Rule, event: BusEvent): void {
    for (const target of rule.targets.values()) deliver(this.aws, { ruleArn: rule.arn, target, event });
  }

  #armSchedule(rule: Rule): void {
    this.#disarmSchedule(rule.name);
    if (rule.schedule && isEnabled(rule)) this.#armNextSlot(rule, this.aws.world.now);
  }

  #armNextSlot(rule: Rule, since: number): void {
    const { world } = this.aws;
    const slot = rule.schedule?.next(world.now, since);
    if (slot === undefined) return;
    const cancel = world.at(slot, () => {
      this.#fire(rule, slot);
      this.#armNextSlot(rule, since);
    });
    this.#firings.set(rule.name, cancel);
  }

  #disarmSchedule(ruleName: string): void {
    this.#firings.get(ruleName)?.();
    this.#firings.delete(ruleName);
  }

  /** A scheduled event goes to the rule's own targets only (EventBridge user guide, "Rules that run on a schedule"). */
  #fire(rule: Rule, slot: number): void {
    const { world } = this.aws;
    world.after(Math.floor(world.random() * SCHEDULE_DELAY_MILLISECONDS_MAX), () => {
      const event = envelop(this.aws, {
        source: "aws.events",
        detailType: "Scheduled Event",
        resources: [rule.arn],
        detail: {},
        time: slot,
      });
      this.#run(rule, event);
    });
  }
}
