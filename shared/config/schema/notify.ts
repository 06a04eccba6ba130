import * as v from "valibot";
import { slackChannel } from "./channel.ts";
import { quietHours } from "./quiet-hours.ts";
import { routes } from "./routes.ts";
import { sinks } from "./sinks.ts";

const slack = v.strictObject({
  channel: v.exactOptional(
    slackChannel('The Slack channel that reads what no route sends elsewhere: "#name" or an id'),
  ),
});

/** `notify` */
export const notify = v.strictObject({
  slack: v.nullish(slack),
  routes: v.nullish(routes),
  quietHours: v.nullish(quietHours),
  sinks: v.nullish(sinks),
});
