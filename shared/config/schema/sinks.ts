import * as v from "valibot";
import { isNot } from "../problem.ts";

/** Where else notices go, besides the Slack channel: one kind each. */
export type SinkSettings =
  | { readonly kind: "webhook"; readonly urlParameter: string; readonly secretParameter: string }
  | { readonly kind: "slackWebhook"; readonly urlParameter: string }
  | { readonly kind: "teams"; readonly urlParameter: string }
  | { readonly kind: "sns"; readonly topicArn: string };

/** Names stay what they are in logs, queue groups and the store. */
const SINK_NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** What `notify` may read (functions/notify/function.yml). */
const PARAMETER_NAME = /^\/ecs-gardener\/sinks(\/[A-Za-z0-9_.-]{1,64}){1,3}$/;

const NAME_REMEDY =
  "put the value itself into an SSM parameter (SecureString) and write its name, which begins with /ecs-gardener/sinks/";

/** What was written may be the secret itself, so the message does not repeat it. */
const parameter = (description: string) =>
  v.pipe(
    v.string(`is not the name of an SSM parameter; ${NAME_REMEDY}`),
    v.regex(PARAMETER_NAME, `is not the name of an SSM parameter; ${NAME_REMEDY}`),
    v.description(description),
  );

const URL = "The SSM parameter that holds the address";

/** A standard topic: names of FIFO topics end in .fifo (SNS API reference, CreateTopic). */
const TOPIC_ARN = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/;

const TOPIC_REMEDY = "write its ARN, as arn:aws:sns:eu-central-1:123456789012:ecs-gardener-notices";

const topicArn = v.pipe(
  v.string(isNot("a standard SNS topic", TOPIC_REMEDY)),
  v.regex(TOPIC_ARN, isNot("a standard SNS topic", TOPIC_REMEDY)),
  v.description("The ARN of a standard SNS topic"),
);

/** A section whose keys must all be there. */
const whole = <Entries extends v.ObjectEntries>(entries: Entries, remedy = NAME_REMEDY) =>
  v.strictObject(entries, ({ input }) =>
    input === undefined
      ? `is missing; ${remedy}`
      : isNot("a mapping", `write ${Object.keys(entries).join(" and ")}`)({ input }),
  );

/** Every notice is put into the queue once for each of them, while its rollout waits. */
const SINKS_MAX = 10;

const ONE_KIND = "write one of webhook, slackWebhook, teams and sns; a second one is a sink of its own name";

const sink = v.pipe(
  v.strictObject({
    webhook: v.exactOptional(
      whole({
        urlParameter: parameter(URL),
        secretParameter: parameter("The SSM parameter that holds the secret by which requests are signed"),
      }),
    ),
    slackWebhook: v.exactOptional(whole({ urlParameter: parameter(URL) })),
    teams: v.exactOptional(whole({ urlParameter: parameter(URL) })),
    sns: v.exactOptional(whole({ topicArn }, TOPIC_REMEDY)),
  }),
  v.minEntries(1, `names no kind of sink; ${ONE_KIND}`),
  v.maxEntries(1, `names more than one kind of sink; ${ONE_KIND}`),
);

const sinkName = v.pipe(
  v.string(),
  v.regex(
    SINK_NAME,
    isNot("a name of a sink", "write up to 40 small letters, digits and -, beginning with a letter or digit"),
  ),
);

type WrittenSink = v.InferOutput<typeof sink>;

function settingsOf({ webhook, slackWebhook, teams, sns }: WrittenSink): SinkSettings {
  if (webhook) return { kind: "webhook", ...webhook };
  if (slackWebhook) return { kind: "slackWebhook", ...slackWebhook };
  if (teams) return { kind: "teams", ...teams };
  if (sns) return { kind: "sns", ...sns };
  throw new Error("a sink without a kind is no sink: the schema asks for one");
}

/** `notify.sinks`, by name. */
export const sinks = v.pipe(
  v.record(sinkName, sink),
  v.maxEntries(SINKS_MAX, `are too many; write at most ${SINKS_MAX}`),
  v.transform((written) =>
    Object.fromEntries(Object.entries(written).map(([name, settings]) => [name, settingsOf(settings)])),
  ),
);
