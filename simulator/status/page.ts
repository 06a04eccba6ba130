import type { ServiceStatus, SlackThread, Status } from "./collect.ts";
import { type Html, html } from "./html.ts";
import { renderMessage } from "./slack-markup.ts";
import { STYLE } from "./style.ts";

/** The page asks for itself again after so many real seconds. */
const REFRESH_SECONDS = 3;

/** How people reach the simulator, as the page tells it. */
export interface Reach {
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
}

/** The whole status page; it needs no script and no other file. */
export function renderPage(status: Status, reach: Reach): string {
  return `<!doctype html>\n${
    html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${REFRESH_SECONDS}">
<title>ECS Gardener, simulated</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>ECS Gardener</h1>
<p>on a simulated AWS. ${clock(status)}</p>
</header>
<main>
<section><h2>Services</h2>${services(status.services)}</section>
<section><h2>Slack</h2>${slack(status.threads)}</section>
<section><h2>How to reach it</h2>${howToReach(reach)}</section>
</main>
</body>
</html>
`.text
  }`;
}

function clock({ now, speed, running }: Status): Html {
  const pace = speed === 1 ? "" : speed === 0 ? ", driven by hand" : `, ${speed} times as fast as the wall clock`;
  const work = running.length === 0 ? html`` : html` Running now: ${running.join(", ")}.`;
  return html`It is <time>${dayAndTime(now)}</time> UTC${pace}.${work}`;
}

function services(list: readonly ServiceStatus[]): Html {
  if (list.length === 0) return html`<p class="quiet">There is no service yet. Create one, as shown below.</p>`;
  return html`${list.map(service)}`;
}

function service({ name, runningCount, desiredCount, pendingCount, deployments, events }: ServiceStatus): Html {
  const hasFailed = deployments.some(({ rolloutState }) => rolloutState === "FAILED");
  const isCalm = runningCount === desiredCount && deployments.length <= 1;
  const state = hasFailed ? "failed" : isCalm ? "completed" : "in_progress";
  const pending = pendingCount === 0 ? "" : `, ${pendingCount} starting`;
  return html`<article>
<h3><span class="dot ${state}"></span>${name}<span class="count">${runningCount} of ${desiredCount} running${pending}</span></h3>
${deployments.map(
  ({ status, rolloutState, taskDefinition, counts }) =>
    html`<p class="deployment"><b class="${rolloutState.toLowerCase()}">${rolloutState || status}</b><span>${taskDefinition}</span><span>${counts}</span><span class="quiet">${status}</span></p>
`,
)}
<ol>${events.map(({ at, message }) => html`<li><time>${timeOfDay(at)}</time> ${message}</li>`)}</ol>
</article>`;
}

function slack(threads: readonly SlackThread[]): Html {
  if (threads.length === 0) return html`<p class="quiet">Nobody has been told anything yet.</p>`;
  // The newest first: the page is read from above.
  return html`${threads.toReversed().map(
    ({ message, replies }) => html`<article class="message">
<p class="quiet">${message.channel} <time>${timeOfTs(message.ts)}</time>${message.editedTs === null ? "" : " (edited)"}</p>
${renderMessage(message)}
${replies.map((reply) => html`<div class="reply"><p class="quiet"><time>${timeOfTs(reply.ts)}</time></p>${renderMessage(reply)}</div>`)}
</article>`,
  )}`;
}

function howToReach({ endpoint, account, region }: Reach): Html {
  const commands = [
    "export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test",
    `aws ecs list-clusters --region ${region} --endpoint-url ${endpoint}`,
    `curl ${endpoint}/_simulator/images -d '{"repository": "shop/api", "tag": "latest"}'`,
  ];
  return html`<p>Account <b>${account}</b>, Region <b>${region}</b>, every AWS service at <b>${endpoint}</b>. Any access key will do.</p>
<pre>${commands.join("\n")}</pre>
<p class="quiet">The clock, Slack's messages, pushes, events and counts of calls are under <code>${endpoint}/_simulator/</code>.</p>`;
}

const dayAndTime = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ");

const timeOfDay = (milliseconds: number): string => dayAndTime(milliseconds).slice(11);

const timeOfTs = (ts: string): string => timeOfDay(Number(ts) * 1_000);
