import { describe, expect, test } from "@jest/globals";
import { REDACTED, redacted, redactedLines } from "../../shared/core/redact.ts";
import { createRandom, type Random, urlSafe } from "../../simulator/random.ts";

/** Joined here, so that no scanner of sources takes this file for a leak. */
const token = (...parts: readonly string[]): string => parts.join("");

const AWS_KEY = token("AKIA", "IOSFODNN7EXAMPLE");
const AWS_SECRET = token("wJalrXUtnFEMI/", "K7MDENG/bPxRfiCYEXAMPLEKEY");
const JWT = token("eyJhbGciOiJIUzI1NiJ9", ".eyJzdWIiOiIxMjM0In0", ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6y");
const GITHUB = token("ghp_", "16C7e42F292c6912E7710c838347Ae178B4a");
const GITHUB_FINE = token("github_pat_", "11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz0123456789");
const SLACK = token("xoxb-", "2147483647-2147483648-AbCdEfGhIjKlMnOp");
const SLACK_HOOK = token("https://hooks.slack.com/services/", "T00000000/B00000000/XXXXXXXXXXXX");
const KEY_LINE = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";

const hidden: readonly (readonly [what: string, text: string, left: string])[] = [
  ["an AWS access key", `denied for ${AWS_KEY}.`, "denied for [redacted]."],
  ["a temporary one", `id=${token("ASIA", "IOSFODNN7EXAMPLE")};`, "id=[redacted];"],
  ["an AWS secret by name", `AWS_SECRET_ACCESS_KEY=${AWS_SECRET} node`, "AWS_SECRET_ACCESS_KEY=[redacted] node"],
  ["a session token", 'aws_session_token = "IQoJb3Jp"', 'aws_session_token = "[redacted]"'],
  ["a bearer token", "Authorization: Bearer abc.DEF-123", "Authorization: Bearer [redacted]"],
  ["basic credentials", "curl -H 'authorization: basic dXNlcjpwYXNz'", "curl -H 'authorization: basic [redacted]'"],
  ["a header in JSON", '{"Authorization":"Bearer abc"}', '{"Authorization":"[redacted]"}'],
  ["a URL", "at postgres://app:hunter2@db:5432/shop", "at postgres://app:[redacted]@db:5432/shop"],
  ["a URL with an odd password", "redis://:p@s/s:w@cache:6379", "redis://:[redacted]@cache:6379"],
  ["Go's MySQL DSN", "app:hunter2@tcp(db:3306)/shop", "app:[redacted]@tcp(db:3306)/shop"],
  ["libpq's DSN", "host=db user=app password='a b\\'c' port=1", "host=db user=app password='[redacted]' port=1"],
  ["ADO's DSN", "Server=db;Password=hunter2;Port=1", "Server=db;Password=[redacted];Port=1"],
  ["a signed URL", "PUT https://s3/x?X-Amz-Signature=ab12&a=1", "PUT https://s3/x?X-Amz-Signature=[redacted]&a=1"],
  ["a query", "GET /v1?api_key=abcd&user=1", "GET /v1?api_key=[redacted]&user=1"],
  ["YAML", "db_password: hunter2", "db_password: [redacted]"],
  ["a word as password", "password: hunter", "password: [redacted]"],
  ["JSON", '{"user":"a","clientSecret":"x\\"y"}', '{"user":"a","clientSecret":"[redacted]"}'],
  ["JSON in JSON", '"{\\"token\\":\\"abc\\",\\"a\\":1}"', '"{\\"token\\":\\"[redacted]\\",\\"a\\":1}"'],
  ["a cut value", '{"apiKey":"abcdefg', '{"apiKey":"[redacted]'],
  ["an object as Node shows it", "{ token: 'abc', user: 'x' }", "{ token: '[redacted]', user: 'x' }"],
  ["an object as Java shows it", "Config(token=abc, user=x)", "Config(token=[redacted], user=x)"],
  ["Ruby", '{:secret_key_base=>"abc"}', '{:secret_key_base=>"[redacted]"}'],
  ["an option", "migrate --db-password hunter2 --verbose", "migrate --db-password [redacted] --verbose"],
  [
    "a private key",
    `-----BEGIN RSA PRIVATE KEY-----\n${KEY_LINE}\n-----END RSA PRIVATE KEY-----\nup`,
    "[redacted]\nup",
  ],
  ["one that is cut off", `key -----BEGIN PRIVATE KEY-----\\n${KEY_LINE}`, "key [redacted]"],
  ["one that begins earlier", `start\n${KEY_LINE}\nAbC=\n-----END PRIVATE KEY-----\nup`, "start\n[redacted]\nup"],
  ["a JWT", `user ${JWT}, late`, "user [redacted], late"],
  ["a Slack token", `slack ${SLACK}`, "slack [redacted]"],
  ["a Slack webhook", `POST ${SLACK_HOOK}`, "POST https://hooks.slack.com/services/[redacted]"],
  ["a GitHub token", `remote: https://${GITHUB}@github.com`, "remote: https://[redacted]@github.com"],
  ["a fine-grained one", `use ${GITHUB_FINE}`, "use [redacted]"],
];

test.each(hidden)("%s is hidden, and what surrounds it is left", (_what, text, left) => {
  expect(redacted(text)).toBe(left);
  expect(redacted(left)).toBe(left);
});

test.each([
  "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref team/web:latest",
  "unable to retrieve secret from asm: service call has been retried 1 time(s): AccessDeniedException",
  "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/db-AbCdEf:password::",
  "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/db-AbCdEf:password:AWSCURRENT:",
  "is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:a:1:secret:db",
  "SyntaxError: Unexpected token: end of file",
  "password authentication failed for user app",
  "Basic authentication failed; Bearer authentication expected",
  "max_tokens=4096 token_count=3 secret_name=prod/db PASSWORD_FILE=/run/secrets/db token=null",
  "--token-file /run/token PWD=/srv/app",
  "team/secret-service:v2.1 is rolling to team/auth-token:1.20 (4f5b2640fe6f)",
  "http://localhost:8080/a?mail=a@b.c",
  "sha256:4f5b2640fe6f4f5b2640fe6f4f5b2640fe6f4f5b2640fe6f4f5b2640fe6f4f5b",
])("%s is left as it is", (text) => {
  expect(redacted(text)).toBe(text);
});

test("a private key over many lines is hidden in all of them", () => {
  const lines = ["a", "-----BEGIN EC PRIVATE KEY-----", KEY_LINE, "-----END EC PRIVATE KEY-----", "b"];
  expect(redactedLines(lines)).toEqual(["a", REDACTED, "b"]);
});

/** How a secret stands in a log line, and secrets that the line hides by their shape or by the name they are given. */
const BY_SHAPE: readonly ((random: Random) => string)[] = [
  (random) => `AKIA${urlSafe(random, 40).toUpperCase().replaceAll(/[_-]/g, "").slice(0, 16).padEnd(16, "Q")}`,
  (random) => `ghp_${urlSafe(random, 60).replaceAll(/[_-]/g, "").slice(0, 36).padEnd(36, "q")}`,
  (random) => `xoxp-${urlSafe(random, 24)}`,
  (random) => `eyJ${urlSafe(random, 20)}.eyJ${urlSafe(random, 20)}.${urlSafe(random, 30)}`,
];
const BY_NAME: readonly ((secret: string) => string)[] = [
  (secret) => `DB_PASSWORD=${secret}`,
  (secret) => `api-key: ${secret}`,
  (secret) => `"accessToken":"${secret}"`,
  (secret) => `Bearer ${secret}`,
  (secret) => `mysql://root:${secret}@db/shop`,
  (secret) => `--secret ${secret}`,
];
const NOISE = [
  "GET /health 200",
  "{",
  '"a":1,',
  "at Object.<anonymous> (app.js:1:2)",
  "=",
  ":",
  "é",
  "&x=1",
  "'",
  "\t",
];

describe.each([1, 2, 3, 4, 5, 6, 7, 8])("lines of seed %i", (seed) => {
  test("keep no secret, and hiding twice is hiding once", () => {
    const random = createRandom(seed);
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
    const noise = (): string => Array.from({ length: Math.floor(random() * 4) }, () => pick(NOISE)).join(" ");
    for (let count = 0; count < 500; count++) {
      // A digit makes sure that no chance gives a word.
      const secret = random() < 0.5 ? pick(BY_SHAPE)(random) : `7${urlSafe(random, 12)}`;
      const placed = secret.length > 13 && random() < 0.5 ? secret : pick(BY_NAME)(secret);
      const line = `${noise()} ${placed} ${noise()}`;
      const left = redacted(line);
      expect({ seed, line, isHidden: !left.includes(secret) }).toEqual({ seed, line, isHidden: true });
      expect(redacted(left)).toBe(left);
    }
  });
});

/** A line of a log event may have a quarter of a megabyte. */
const LINE_LENGTH = 256 * 1024;

/** The same text in so many pieces takes as long where time grows with the length, and so many times less with its square. */
const PIECES = 64;

/** Far from both, whatever else the machine does. */
const TIMES_MAX = 16;

/** What costs less is over before it can be measured. */
const MICROSECONDS_MIN = 20_000;

/** A text alone, where a secret begins before it, and where one ends behind it. */
function redactAll(text: string): void {
  for (const one of [text, `password=${text}`, `${text}-----END PRIVATE KEY-----`]) redacted(one);
}

function processorMicroseconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  return Math.max(process.cpuUsage(before).user, MICROSECONDS_MIN);
}

test.each([
  "a",
  "a:",
  "a://b:",
  "a://",
  "eyJ",
  "-eyJ",
  "eyJaaaaaaaa.",
  "xoxb-",
  "ghp_",
  "bearer ",
  "-----BEGIN PRIVATE KEY-----",
  "-----END PRIVATE KEY-----\n",
  "-----BEGIN ",
  "password",
  "password=",
  'password="',
  'password=\\"',
  "password: ",
  "token-",
  "--token-",
  "-",
  "\\",
  '"',
  "&a=",
  "password=&",
  " ",
  "A".repeat(64) + "\n",
])("a long line of nothing but %j costs no more than its pieces", (piece) => {
  const line = (length: number): string => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
  const inPieces = processorMicroseconds(() => {
    for (let count = 0; count < PIECES; count++) redactAll(line(LINE_LENGTH / PIECES));
  });
  const atOnce = processorMicroseconds(() => redactAll(line(LINE_LENGTH)));
  expect(atOnce / inPieces).toBeLessThan(TIMES_MAX);
});
