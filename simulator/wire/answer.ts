import { gunzipSync } from "node:zlib";
import { AwsError, type Principal, type WireRequest, type WireResponse } from "../aws.ts";
import { type Answered, NO_ANSWER, Postponed } from "../clock.ts";
import { ConnectionCut } from "../connection-cut.ts";
import { carryOut, type FaultyCall } from "../faults/injection.ts";
import { failure, throttling } from "../faults/trouble.ts";
import type { Simulator } from "../simulator.ts";
import type { OperationSchema } from "./catalogue.ts";
import type { Dialect, WireError } from "./dialect.ts";
import { type Caller, identify } from "./identity.ts";
import { dialectOf, type Route, routeOf } from "./route.ts";
import type { Service } from "./services.ts";
import { type Problem, walk } from "./walk.ts";

/**
 * One AWS request in, one answer out; no sockets, so that the HTTP server and the in-process transport share it.
 * `caller` is given by those who know better than the signature who calls. A call of a running invocation waits at the
 * turnstile; its sender counts it with `world.within`.
 */
export async function answer(simulator: Simulator, received: WireRequest, caller?: Caller): Promise<WireResponse> {
  const request = unzip(received);
  const dialect = dialectOf(simulator.services, request);
  let service: Service | undefined;
  try {
    const signature = identify(simulator.sessions, request);
    const by = caller ?? signature;
    const route = routeOf(simulator.services, request, signature.signingName);
    service = route.service;
    const { id } = service.definition;
    const refuse = (error: unknown): WireResponse => writeError(simulator, dialect, route.service, error);
    return await inTurn(simulator, by.principal, `${id}:${route.operation}`, request, {
      effect: (staleMilliseconds) => perform(simulator, route, dialect, request, by, staleMilliseconds).catch(refuse),
      throttled: () => refuse(throttling(id)),
      failed: () => refuse(failure(id)),
    });
  } catch (error) {
    if (error instanceof ConnectionCut) throw error;
    return writeError(simulator, dialect, service, error);
  }
}

/**
 * Counts a call and lets it take effect, or lets a fault happen to it; the call of an invocation waits at the turnstile
 * first. Throws ConnectionCut to people who get no answer.
 */
export async function inTurn<T>(
  simulator: Simulator,
  by: Principal,
  label: string,
  request: WireRequest,
  call: Omit<FaultyCall<T>, "arrive">,
): Promise<T> {
  const { calls, faults, world } = simulator;
  const arriving = { ...call, arrive: () => calls.count(by.name, label) };
  const take = (): Promise<Answered<T>> => carryOut(arriving, faults.nextCall(by, label), { by, world });
  if (by.invocation) return world.call(by.invocation, label, take, request.body.toString());
  let answered = await take();
  while (answered instanceof Postponed) {
    await answered.until;
    answered = await answered.effect();
  }
  if (answered === NO_ANSWER) throw new ConnectionCut(label);
  return answered;
}

async function perform(
  simulator: Simulator,
  { service, operation: name }: Route,
  dialect: Dialect,
  request: WireRequest,
  { principal, account, region }: Caller,
  staleMilliseconds: number | undefined,
): Promise<WireResponse> {
  const now = simulator.region(account, region);
  const aws = staleMilliseconds === undefined ? now : simulator.faults.past(now, staleMilliseconds);
  // Dynalite speaks DynamoDB's wire itself.
  if (service.definition.id === "dynamodb") return aws.dynamodb.answer(request);
  const operation = service.catalogue.operations.get(name);
  if (!operation)
    throw new AwsError("UnknownOperationException", `The simulator does not know ${service.definition.id}:${name}.`);
  const action = service.actions.get(name);
  if (!action) throw new AwsError("NotImplementedException", `${service.definition.id}:${name} is not simulated.`, 501);
  const { value, problems } = dialect.readInput(operation, request);
  refuseBadInput(service, operation, problems);
  const output = (await action(value, { aws, world: simulator.world, principal })) ?? {};
  const checked = checkOutput(service, operation, output);
  return dialect.writeOutput(operation, output, checked, simulator.nextRequestId());
}

function refuseBadInput(service: Service, operation: OperationSchema, problems: readonly Problem[]): void {
  const { definition } = service;
  const keeps = (path: string): boolean => definition.keepsUnknown?.(operation.name, path) ?? false;
  for (const problem of problems) {
    switch (problem.kind) {
      case "unknown":
        if (keeps(problem.path)) break;
        throw new AwsError(
          "NotImplementedException",
          `${operation.name}: parameter ${readablePath(problem.path)} is not known to the simulator.`,
          501,
        );
      case "type":
        throw new AwsError(
          "SerializationException",
          `${operation.name}: parameter ${readablePath(problem.path)} must be ${problem.expected}.`,
        );
      case "missing":
        break;
      default:
        problem satisfies never;
    }
  }
  const missing = problems.filter((problem) => problem.kind === "missing");
  if (missing.length === 0) return;
  const constraints = missing.map(
    ({ path }) => `Value null at '${readablePath(path)}' failed to satisfy constraint: Member must not be null`,
  );
  throw new AwsError(
    definition.invalidInputCode,
    `${missing.length} validation error${missing.length === 1 ? "" : "s"} detected: ${constraints.join("; ")}`,
  );
}

/** The answer as JSON. One that its schema does not allow is the simulator's own mistake, and said so. */
function checkOutput(service: Service, operation: OperationSchema, output: unknown): unknown {
  const problems: Problem[] = [];
  const checked = walk(operation.output, output, "out", (problem) => {
    const kept = problem.kind === "unknown" && service.definition.keepsUnknown?.(operation.name, problem.path);
    if (!kept) problems.push(problem);
  });
  if (problems.length === 0) return checked;
  const list = problems.map((problem) => `${problem.kind} ${readablePath(problem.path)}`).join(", ");
  throw new Error(`the answer of ${service.definition.id}:${operation.name} breaks its schema: ${list}`);
}

/** `/services/0/name` as AWS's messages write it: `services.1.member.name`. */
function readablePath(path: string): string {
  return path
    .slice(1)
    .split("/")
    .map((part) => (/^\d+$/.test(part) ? `${Number(part) + 1}.member` : part))
    .join(".");
}

function writeError(
  simulator: Simulator,
  dialect: Dialect,
  service: Service | undefined,
  error: unknown,
): WireResponse {
  return dialect.writeError(wireError(service, error), simulator.nextRequestId());
}

function wireError(service: Service | undefined, error: unknown): WireError {
  if (!(error instanceof AwsError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { code: "InternalFailure", message: `simulator bug: ${text}`, status: 500, members: {}, schema: undefined };
  }
  const schema = service?.catalogue.errors.get(error.name);
  const status = error.status === 400 ? (schema?.status ?? 400) : error.status;
  return { code: error.name, message: error.message, status, members: error.members, schema };
}

/** Clients compress large bodies (PutMetricData from 10,240 bytes). A broken one stays as it came and fails to parse. */
function unzip(request: WireRequest): WireRequest {
  if (request.headers["content-encoding"] !== "gzip") return request;
  try {
    return { ...request, body: gunzipSync(request.body) };
  } catch {
    return request;
  }
}
