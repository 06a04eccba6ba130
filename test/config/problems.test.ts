import { expect, test } from "@jest/globals";
import { formatProblems } from "../../shared/config/problem.ts";
import { readGarden } from "../../shared/config/yaml.ts";

interface Row {
  readonly name: string;
  readonly file: string;
  /** The whole report, or the beginning of each of its lines. */
  readonly report: readonly string[];
}

const rows: readonly Row[] = [
  // Keys
  {
    name: "an unknown key with a near one",
    file: "servcies:\n",
    report: ['garden.yml:1:1: servcies: unknown key "servcies"; did you mean services?'],
  },
  {
    name: "an unknown key without a near one",
    file: "notify:\n  slack: { channel: '#a' }\n  email: x\n",
    report: [
      'garden.yml:3:3: notify.email: unknown key "email"; remove it, or write one of: slack, routes, quietHours, sinks',
    ],
  },
  {
    name: "a key that needs quotes in a path",
    file: "defaults:\n  a b: 1\n",
    report: ['garden.yml:2:3: defaults["a b"]: unknown key "a b"; remove it, or write one of: mode, rollout'],
  },
  {
    name: "names that reach the prototype",
    file: "__proto__: 1\nservices:\n  constructor: {}\n",
    report: [
      'garden.yml:1:1: __proto__: unknown key "__proto__"; remove it, or write one of: notify, defaults, services',
      'garden.yml:3:3: services.constructor: "constructor" cannot be a key; remove it',
    ],
  },
  // Sections
  {
    name: "a list as a file",
    file: "- a\n",
    report: [
      "garden.yml:1:1: a list is not a mapping; write one or more of notify, defaults, services, each with its value",
    ],
  },
  {
    name: "a list of services",
    file: "services:\n  - shop/api\n",
    report: ["garden.yml:2:3: services: a list is not a mapping; write each name with what belongs to it"],
  },
  {
    name: "a value where a section belongs",
    file: "defaults: { rollout: { bake: 5m } }\n",
    report: [
      'garden.yml:1:30: defaults.rollout.bake: "5m" is not a mapping; write one or more of for, each with its value',
    ],
  },
  // Services
  {
    name: "a service without its cluster",
    file: "services:\n  api:\n",
    report: ['garden.yml:2:3: services.api: "api" is not a service; write cluster/service, as shop/api'],
  },
  {
    name: "a service by its ARN",
    file: "services:\n  arn:aws:ecs:eu-central-1:123456789012:service/shop/api: {}\n",
    report: [
      'garden.yml:2:3: services["arn:aws:ecs:eu-central-1:123456789012:service/shop/api"]: "arn:aws:ecs:eu-central-1:123456789012:service/shop/api" is not a service; write',
    ],
  },
  {
    name: "a service name of 256 characters",
    file: `services:\n  shop/${"x".repeat(256)}: {}\n`,
    report: [`garden.yml:2:3: services.shop/${"x".repeat(256)}: "shop/`],
  },
  // Sinks
  {
    name: "everything that is wrong with the sinks at once",
    file: `notify:
  sinks:
    Ops: { webhook: { urlParameter: /ecs-gardener/sinks/a, secretParameter: /ecs-gardener/sinks/b } }
    none: {}
    half:
      webhook: { urlParamter: /ecs-gardener/sinks/a }
    secret:
      webhook: { urlParameter: "https://example.com/?key=abc", secretParameter: 7 }
    wrong: https://hooks.slack.com/services/T0/B0/abc
    empty: { webhook: }
    both:
      teams: { urlParameter: /ecs-gardener/sinks/a }
      slackWebhook: { urlParameter: /ecs-gardener/sinks/a }
    fifo: { sns: { topicArn: arn:aws:sns:eu-central-1:123456789012:notices.fifo } }
    nothing: { sns: {} }
`,
    report: [
      'garden.yml:3:5: notify.sinks.Ops: "Ops" is not a name of a sink; write up to 40 small letters',
      "garden.yml:4:11: notify.sinks.none: names no kind of sink; write",
      "garden.yml:6:7: notify.sinks.half.webhook.urlParameter: is missing; put the value itself into an SSM parameter",
      "garden.yml:6:7: notify.sinks.half.webhook.secretParameter: is missing; put the value itself into an SSM parameter",
      'garden.yml:6:18: notify.sinks.half.webhook.urlParamter: unknown key "urlParamter"; did you mean urlParameter?',
      "garden.yml:8:32: notify.sinks.secret.webhook.urlParameter: is not the name of an SSM parameter; put",
      "garden.yml:8:81: notify.sinks.secret.webhook.secretParameter: is not the name of an SSM parameter; put",
      'garden.yml:9:12: notify.sinks.wrong: "https://hooks.slack.com/services/[redacted]" is not a mapping; write',
      "garden.yml:10:14: notify.sinks.empty.webhook: has no value; write urlParameter and secretParameter",
      "garden.yml:12:7: notify.sinks.both: names more than one kind of sink; write one of webhook, slackWebhook, teams and sns",
      'garden.yml:14:30: notify.sinks.fifo.sns.topicArn: "arn:aws:sns:eu-central-1:123456789012:notices.fifo" is not a standard SNS',
      "garden.yml:15:16: notify.sinks.nothing.sns.topicArn: is missing; write its ARN, as arn:aws:sns",
    ],
  },
  {
    name: "more sinks than a notice is worth",
    file: `notify: { sinks: { ${Array.from({ length: 11 }, (_, index) => `s${index}: { webhook: { urlParameter: /ecs-gardener/sinks/a, secretParameter: /ecs-gardener/sinks/b } }`).join(", ")} } }`,
    report: ["garden.yml:1:18: notify.sinks: are too many; write at most 10"],
  },
  // Routes
  {
    name: "everything that is wrong with the routes at once",
    file: `notify:
  routes:
    - { channel: "#all" }
    - { services: ["shop/*", "api", 7], severity: bad, chanel: "#a" }
    - { services: shop/*, channel: deploys }
    - { services: [], channel: "#a" }
    - { team: 42, channel: "#a" }
    - payments
    - { team: payments, channel: "#payments" }
    -
`,
    report: [
      "garden.yml:2:3: notify.routes.7: has no value; write channel, and one or more of services, team and severity",
      "garden.yml:3:7: notify.routes.0: has no condition; write one or more of services, team and severity, or",
      'garden.yml:4:7: notify.routes.1.channel: is missing; write its name in quotes, as "#deploys"',
      'garden.yml:4:30: notify.routes.1.services.1: "api" is not a pattern of services; write cluster/service in quotes',
      "garden.yml:4:37: notify.routes.1.services.2: 7 is not a pattern of services; write",
      'garden.yml:4:51: notify.routes.1.severity: "bad" is not a severity; write critical, warning or info',
      'garden.yml:4:56: notify.routes.1.chanel: unknown key "chanel"; did you mean channel?',
      'garden.yml:5:19: notify.routes.2.services: "shop/*" is not a list of services; write a list, as ["shop/*"]',
      'garden.yml:5:36: notify.routes.2.channel: "deploys" is not a Slack channel; write its name in quotes',
      'garden.yml:6:19: notify.routes.3.services: is empty; write a list, as ["shop/*"], or leave services out',
      "garden.yml:7:15: notify.routes.4.team: 42 is not a team; write the value of the ECS service tag gardener:team",
      'garden.yml:8:7: notify.routes.5: "payments" is not a mapping; write one or more of services, team, severity, ch',
    ],
  },
  {
    name: "routes that are no list",
    file: 'notify: { routes: { team: payments, channel: "#payments" } }',
    report: ["garden.yml:1:19: notify.routes: a mapping is not a list of routes; begin each route with -"],
  },
  // Quiet hours
  {
    name: "everything that is wrong with quiet hours at once",
    file: "notify:\n  quietHours: { from: 22h, to: 24:00, zone: Europe/Berln, days: [monday, sat], day: mon }\n",
    report: [
      'garden.yml:2:23: notify.quietHours.from: "22h" is not a time of day; write hours and minutes in quotes',
      'garden.yml:2:32: notify.quietHours.to: "24:00" is not a time of day; write hours and minutes in quotes',
      'garden.yml:2:45: notify.quietHours.zone: "Europe/Berln" is not a time zone; write a time zone of the IANA',
      'garden.yml:2:66: notify.quietHours.days.0: "monday" is not a day of the week; write a list of mon, tue, wed',
      'garden.yml:2:80: notify.quietHours.day: unknown key "day"; did you mean days?',
    ],
  },
  {
    name: "quiet hours without an end",
    file: 'notify: { quietHours: { from: "22:00", zone: UTC } }',
    report: ["garden.yml:1:11: notify.quietHours.to: is missing; write from, to and zone"],
  },
  {
    name: "quiet hours that last for ever",
    file: 'notify: { quietHours: { from: "22:00", to: "22:00", zone: UTC } }',
    report: ["garden.yml:1:23: notify.quietHours: last longer than 3 days; write a later time to end, or fewer days"],
  },
  {
    name: "days of quiet hours that are no list",
    file: 'notify: { quietHours: { from: "22:00", to: "07:00", zone: UTC, days: sat } }',
    report: ['garden.yml:1:70: notify.quietHours.days: "sat" is not a list of days; write a list of mon, tue'],
  },
  // Values
  {
    name: "a channel that became a comment",
    file: "notify:\n  slack:\n    channel: #deploys\n",
    report: [
      'garden.yml:3:5: notify.slack.channel: has no value; write its name in quotes, as "#deploys" (without quotes # begins a comment), or its id, as C0123456789',
    ],
  },
  {
    name: "a channel without #",
    file: "notify: { slack: { channel: deploys } }",
    report: ['garden.yml:1:29: notify.slack.channel: "deploys" is not a Slack channel; write its name in quotes'],
  },
  {
    name: "a tag that YAML reads as a number",
    file: "services: { shop/api: { image: { follow: 1.20 } } }",
    report: ["garden.yml:1:42: services.shop/api.image.follow: 1.2 is not an image tag; write latest, tag ("],
  },
  {
    name: "an image instead of its tag",
    file: "services: { shop/api: { image: { follow: 'api:latest' } } }",
    report: ['garden.yml:1:42: services.shop/api.image.follow: "api:latest" is not an image tag; write latest, tag ('],
  },
  {
    name: "a way to roll back that there is not",
    file: "defaults: { rollout: { rollback: true } }",
    report: ["garden.yml:1:34: defaults.rollout.rollback: true is not a way to roll back; write auto or never"],
  },
  // Durations
  ...[
    ["5 minutes", '"5 minutes" is not a duration; write a whole number and a unit, as 90s, 10m or 2h'],
    ["300", "300 is not a duration; write a whole number and a unit, as 90s, 10m or 2h"],
    ["1h30m", '"1h30m" is not a duration; write a whole number and a unit, as 90s, 10m or 2h'],
    ["-5m", '"-5m" is not a duration; write a whole number and a unit, as 90s, 10m or 2h'],
    ["null", "has no value; write a whole number and a unit, as 90s, 10m or 2h"],
    ["{}", "a mapping is not a duration; write a whole number and a unit, as 90s, 10m or 2h"],
    ["59s", "59s is too short; write a duration from 1m to 24h"],
    ["0m", "0s is too short; write a duration from 1m to 24h"],
    ["1441m", "1441m is too long; write a duration from 1m to 24h"],
  ].map(([written, message]) => ({
    name: `a deadline of ${written}`,
    file: `defaults: { rollout: { deadline: ${written} } }`,
    report: [`garden.yml:1:34: defaults.rollout.deadline: ${message}`],
  })),
  {
    name: "a bake of more than a day",
    file: "services: { shop/api: { rollout: { bake: { for: 25h } } } }",
    report: ["garden.yml:1:49: services.shop/api.rollout.bake.for: 25h is too long; write a duration from 0s to 24h"],
  },
  // YAML itself
  {
    name: "a key twice, told together with what else is wrong",
    file: "notify: {}\nservices:\n  shop/api:\n    rollout: { bake: { for: 5 } }\nnotify: { slack: 1 }\n",
    report: [
      "garden.yml:4:29: services.shop/api.rollout.bake.for: 5 is not a duration",
      "garden.yml:5:1: notify: this key was there before; keep one of them, with everything that belongs to it",
      "garden.yml:5:18: notify.slack: 1 is not a mapping",
    ],
  },
  {
    name: "a tab",
    file: "notify:\n\tslack: {}\n",
    report: ["garden.yml:2:1: a tab indents this line; indent with spaces"],
  },
  {
    name: "an alias",
    file: "services:\n  shop/api: &same { rollout: { rollback: never } }\n  shop/web: *same\n",
    report: [
      "garden.yml:3:13: services.shop/web: *same is an alias; write the values out, or put what services share under defaults",
    ],
  },
  {
    name: "an alias of nothing",
    file: "notify: *nothing\n",
    report: ["garden.yml:1:9: notify: *nothing is an alias;"],
  },
  {
    name: "a merge key",
    file: "defaults: { rollout: &r { rollback: auto } }\nservices:\n  shop/api:\n    rollout:\n      <<: *r\n",
    report: ["garden.yml:5:7: services.shop/api.rollout: << is a merge key; write the values out"],
  },
  {
    name: "a mapping as a key",
    file: "? { a: 1 }\n: 2\n",
    report: ["garden.yml:1:3: an alias, list or mapping cannot be a key; write a plain name"],
  },
  {
    name: "a YAML tag",
    file: "notify: { slack: { channel: !Ref Channel } }\n",
    report: [
      "garden.yml:1:29: a word that begins with ! has no meaning here; write the value itself",
      'garden.yml:1:34: notify.slack.channel: "Channel" is not a Slack channel',
    ],
  },
  {
    name: "an open bracket",
    file: "services: { shop/api: {\n",
    report: ["garden.yml:2:1: the indentation does not fit the lines above, or a bracket is not closed"],
  },
  {
    name: "two documents",
    file: "notify: {}\n---\nnotify: {}\n",
    report: ["garden.yml:2:1: --- begins a second document; write one document a file"],
  },
];

test.each(rows)("$name", ({ file, report }) => {
  const { problems } = readGarden(file);
  const lines = formatProblems("garden.yml", problems ?? []).split("\n");
  expect(lines.map((line, index) => line.slice(0, report[index]?.length))).toEqual(report);
});

test("everything that is wrong is told at once, in the order of the file", () => {
  const { problems } = readGarden(`notify: { slack: { chanel: "#deploys" } }
defaults: { rollout: { rollback: sometimes, deadline: 10 } }
services:
  shop/api: { image: { follow: "a b" }, rolout: {} }
  shop/web: { rollout: { bake: { for: soon, until: x } } }
`);
  expect(problems?.map(({ path, position }) => `${position?.line}:${position?.column} ${path.join(" ")}`)).toEqual([
    "1:20 notify slack chanel",
    "2:34 defaults rollout rollback",
    "2:55 defaults rollout deadline",
    "4:32 services shop/api image follow",
    "4:41 services shop/api rolout",
    "5:39 services shop/web rollout bake for",
    "5:45 services shop/web rollout bake until",
  ]);
});

test("brackets without end are told in a few lines", () => {
  const { problems } = readGarden("[".repeat(20_000));
  expect(problems?.length).toBeLessThan(10);
  expect(formatProblems("garden.yml", problems ?? [])).toContain("too many levels of brackets");
});

test("without a text there are no lines, and the path is enough", () => {
  expect(formatProblems("/gardener/garden", [{ path: ["a", "b c"], about: "key", message: "is wrong" }])).toBe(
    '/gardener/garden: a["b c"]: is wrong',
  );
});
