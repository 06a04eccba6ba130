import type { Server } from "node:http";
import dynalite from "dynalite";
import { inject } from "light-my-request";
import { AwsError, type WireRequest, type WireResponse } from "../../aws.ts";
import type { AwsRegion } from "../../region.ts";
import { isRecord } from "../../wire/record.ts";
import { refuseIgnoredParameters } from "./ignored-parameters.ts";
import { TableSettings } from "./table-settings.ts";

/** Of dynalite's headers; the others are the HTTP server's business, or would be wrong after `ownArns`. */
const KEPT_HEADERS = ["content-type", "x-amzn-requestid"];

const TARGET_PREFIX = "DynamoDB_20120810.";

/**
 * DynamoDB of one account and Region: dynalite, in this process and without a socket, and in front of it what dynalite
 * does not know. Items past their time to live stay (AWS removes them "within a few days"): readers must not rely on it.
 */
export class DynamodbState {
  readonly aws: AwsRegion;
  readonly #settings = new TableSettings();
  #server: Server | undefined;

  constructor(aws: AwsRegion) {
    this.aws = aws;
  }

  /** Answers one request of DynamoDB's wire protocol. */
  async answer(request: WireRequest): Promise<WireResponse> {
    const operation = request.headers["x-amz-target"]?.split(".")[1] ?? "";
    try {
      const input = readObject(request.body);
      refuseIgnoredParameters(operation, input);
      if (this.#settings.answers(operation)) {
        const { TableName } = input;
        if (typeof TableName !== "string")
          throw new AwsError(
            "ValidationException",
            "The parameter 'TableName' is required but was not present in the request",
          );
        await this.perform("DescribeTable", { TableName });
        return respond(200, this.#settings.answer(operation, TableName, input));
      }
    } catch (error) {
      if (error instanceof AwsError) return respond(error.status, { __type: error.name, message: error.message });
      throw error;
    }
    return this.#dynalite(request);
  }

  /** Performs one operation for somebody inside the simulator. Throws AwsError for what DynamoDB refuses. */
  async perform(operation: string, input: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    const { status, body } = await this.answer({
      method: "POST",
      path: "/",
      headers: {
        "x-amz-target": TARGET_PREFIX + operation,
        "content-type": "application/x-amz-json-1.0",
        "x-amz-date": "20260101T000000Z",
        authorization: `AWS4-HMAC-SHA256 Credential=${this.aws.account}/20260101/${this.aws.region}/dynamodb/aws4_request, SignedHeaders=host, Signature=none`,
      },
      body: Buffer.from(JSON.stringify(input)),
    });
    const output = readObject(body);
    if (status === 200) return output;
    const { __type: type = "InternalServerError", message = "" } = output;
    throw new AwsError(String(type).replace(/^.*#/, ""), String(message), status);
  }

  /** Creates a table and comes back when it can be used, as CloudFormation does. */
  async createTable(definition: Readonly<Record<string, unknown>> & { readonly TableName: string }): Promise<void> {
    await this.perform("CreateTable", definition);
    const { TableName } = definition;
    for (;;) {
      const { Table } = await this.perform("DescribeTable", { TableName });
      if (isRecord(Table) && Table["TableStatus"] === "ACTIVE") return;
      await new Promise(setImmediate);
    }
  }

  async #dynalite({ method, path, headers, body }: WireRequest): Promise<WireResponse> {
    this.#server ??= dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    const server = this.#server;
    const answered = await inject((request, response) => server.emit("request", request, response), {
      method: method === "POST" ? "POST" : "GET",
      url: path,
      headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)),
      payload: body,
    });
    const kept = KEPT_HEADERS.flatMap((name) => {
      const value = answered.headers[name];
      return typeof value === "string" ? [[name, value] as const] : [];
    });
    return { status: answered.statusCode, headers: Object.fromEntries(kept), body: this.#ownArns(answered.payload) };
  }

  /** Dynalite has an account and a Region of its own in the ARNs of its tables. */
  #ownArns(body: string): string {
    return body.replaceAll(
      /("(?:TableArn|IndexArn)":")arn:aws:dynamodb:[^:"]*:\d*:/g,
      `$1${this.aws.arn("dynamodb", "")}`,
    );
  }
}

/** What is no JSON object counts as empty: dynalite refuses it. */
function readObject(body: string | Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString());
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

const respond = (status: number, body: object): WireResponse => ({
  status,
  headers: { "content-type": "application/x-amz-json-1.0" },
  body: JSON.stringify(body),
});
