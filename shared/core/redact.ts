/** What stands where a secret was. */
export const REDACTED = "[redacted]";

/**
 * The text without what looks like a secret. What surrounds it stays, so that a line is still understood: which URL, which
 * variable. A secret is known by its shape (a token's prefix, a private key) or by the name it is given; one that has
 * neither is not found.
 *
 * Lines of logs may be long and hostile, so every expression here takes time in proportion to the text: what repeats is
 * bounded, or cannot begin anew within what it has read.
 */
export function redacted(text: string): string {
  let left = withoutPrivateKeys(text);
  for (const [shape, replacement] of SHAPES) left = left.replace(shape, replacement);
  left = left.replace(CREDENTIALS, (whole: string, scheme: string, token: string) =>
    isWord(token) ? whole : `${scheme}${REDACTED}`,
  );
  left = left.replace(OPTION, (whole: string, option: string, tail: string, gap: string) =>
    tellsNoSecret(tail) ? whole : `${option}${tail}${gap}${REDACTED}`,
  );
  return left.replace(ASSIGNMENT, redactAssignment);
}

/** The same for lines that belong together: a private key has many of them. As many lines as before may not be left. */
export const redactedLines = (lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : redacted(lines.join("\n")).split("\n");

/** A block that is cut off at its end is a private key as well. */
const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|$)/g;

const PRIVATE_KEY_END = /^.*-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----/;

/** A full line of a private key: PEM breaks them after 64 characters, which a logger may have indented or marked. */
const PRIVATE_KEY_LINE = /[A-Za-z0-9+/]{60}/;

/** The last line of a private key's content, before its end. */
const PRIVATE_KEY_LAST_LINE = /^\s{0,16}[A-Za-z0-9+/]{1,76}={0,2}\s{0,16}$/;

function withoutPrivateKeys(text: string): string {
  const left = text.replace(PRIVATE_KEY, REDACTED);
  return left.includes("PRIVATE KEY-----") ? withoutHeadlessKeys(left.split("\n")) : left;
}

/** The last lines of a log may begin in the middle of a key. */
function withoutHeadlessKeys(lines: readonly string[]): string {
  const kept: string[] = [];
  for (const line of lines) {
    if (!PRIVATE_KEY_END.test(line)) {
      kept.push(line);
      continue;
    }
    if (PRIVATE_KEY_LAST_LINE.test(kept.at(-1) ?? "")) kept.pop();
    while (PRIVATE_KEY_LINE.test(kept.at(-1) ?? "")) kept.pop();
    kept.push(line.replace(PRIVATE_KEY_END, REDACTED));
  }
  return kept.join("\n");
}

/** Secrets that are known by how they are written, and what is left of them. */
const SHAPES: readonly (readonly [shape: RegExp, replacement: string])[] = [
  // URL and DSN: scheme://user:password@host, up to the last @, which passwords may hold. A port is no password.
  [/([a-z][a-z0-9+.-]{0,30}:\/\/[^\s:@/?#"'<>]{0,128}:)(?!\d{1,5}[/?#])[^\s"'<>]{1,512}(?=@)/gi, `$1${REDACTED}`],
  // DSN of Go's MySQL driver: user:password@tcp(host:3306)/database.
  [/([\w.-]{1,64}:)[^\s"'@]{1,256}(?=@(?:tcp|unix)\()/g, `$1${REDACTED}`],
  // Signed URLs: AWS (query parameters of signature version 4), Azure and Power Automate (`sig`).
  [/([?&](?:sig|signature|x-amz-signature|x-amz-credential|x-amz-security-token)=)[^\s&"'<>]+/gi, `$1${REDACTED}`],
  // Whoever knows a Slack webhook may write into its channel.
  [
    /(https:\/\/hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/)(?!\[redacted\])[^\s"'<>|)\]]+/g,
    `$1${REDACTED}`,
  ],
  // JSON Web Tokens: header, payload, signature; a cut one counts as well.
  [/(?<![\w-])eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?/g, REDACTED],
  // AWS access keys, long-term and temporary (IAM user guide, "Unique identifiers").
  [/(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g, REDACTED],
  // Slack ("Token types"), GitHub ("About authentication to GitHub"), GitLab, npm, Stripe.
  [/(?<![\w-])(?:xox[a-z]|xapp)(?:\.xox[a-z])?-[\w-]{8,}/g, REDACTED],
  [/(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,})/g, REDACTED],
  [/(?<![\w-])(?:glpat-[\w-]{16,}|npm_[A-Za-z0-9]{30,}|[rs]k_live_[A-Za-z0-9]{16,})/g, REDACTED],
];

/** What follows the scheme of an Authorization header, wherever that is logged. */
const CREDENTIALS = /\b((?:bearer|basic)\s{1,4})(?!\[redacted\]|realm=)([\w.~+/=-]{6,})/gi;

/** `bearer authentication failed` and the like tell no secret. */
const isWord = (token: string): boolean => /^[A-Z]?[a-z]+(?:[-_./][A-Za-z]?[a-z]+)*[.:]?$/.test(token);

const SECRET_NAME =
  "pass(?:word|wd|phrase|code)|pwd|secret|token|credentials?|authorization|(?:api|access|private|secret|signing|encryption|master|account|shared|auth)[-_.]?key";

/** An option on a command line whose value stands apart: `--db-password hunter2`. */
const OPTION = new RegExp(
  `((?<![\\w-])--[a-z-]{0,40}?(?:${SECRET_NAME}))([a-z-]{0,20})([ \\t]{1,4})(?!-|\\[redacted\\])("[^"]*"?|'[^']*'?|[^\\s"']+)`,
  "gi",
);

/**
 * A name, what binds it to its value, and the value: quoted (as JSON within JSON too, and without its end where the line
 * was cut), or as far as it goes. `&`, `;` and `,` end a value where another name or nothing follows.
 */
const ASSIGNMENT = new RegExp(
  `(${SECRET_NAME})([\\w.-]{0,40})(\\\\{0,3}["'])?(\\s{0,4}(?:=>|:=|[:=])\\s{0,4})(?!\\[redacted\\])` +
    String.raw`(\\{1,3}"[^"]*"?|"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|(?:[^\s"'&;,\\]|\\(?!")|[&;,](?![\w.-]{1,64}=)(?!\s|$))+)`,
  "gi",
);

/** What a name ends in that only speaks of a secret: where it is, how it is called, how long it lives. */
const TELLS_NO_SECRET =
  /(?:^s|manager|iz\w{1,6}|stdin|name|id|arn|ur[il]|host|file|path|dir|folder|type|kind|count|size|length|limit|max|min|usage|used|ttl|age|expir\w*|version|region|policy|status|error|exception|endpoint|provider|issuer|scope|rotation|enabled|required|format|hint)s?$/i;

const tellsNoSecret = (tail: string): boolean => TELLS_NO_SECRET.test(tail.replaceAll(/[-_.]/g, ""));

/** Values that everybody may read, and the end of a name that goes on, as `secret::`. */
const NO_VALUE =
  /^(?:null|undefined|none|nil|true|false|yes|no|set|unset|missing|empty|required|invalid|expired|:+|\*+)$/i;

const OPENING_QUOTE = /^\\{0,3}["']/;

function redactAssignment(
  whole: string,
  name: string,
  tail: string,
  nameQuote: string | undefined,
  binding: string,
  value: string,
  offset: number,
  text: string,
): string {
  if (tellsNoSecret(tail)) return whole;
  const quote = OPENING_QUOTE.exec(value)?.[0];
  const told = quote === undefined ? withoutClosingMarks(value) : value;
  if (NO_VALUE.test(unquoted(told))) return whole;
  if (quote === undefined && !isGiven(name, nameQuote, binding, told, text[offset - 1])) return whole;
  const before = name + tail + (nameQuote ?? "") + binding;
  const isClosed = quote !== undefined && told.length > quote.length && told.endsWith(quote);
  const after = quote === undefined ? value.slice(told.length) : isClosed ? quote : "";
  return `${before}${quote ?? ""}${REDACTED}${after}`;
}

/** A tight colon also stands in image references (`auth-token:v2`); what is shorter than this may be a tag. */
const TIGHT_VALUE_LENGTH_MIN = 16;

/**
 * Whether a bare value is one: after `=` it is, but for the shell's PWD, a directory. A colon is punctuation too, as in
 * `unexpected token: end of file` and `arn:aws:secretsmanager:…:secret:prod/db`; there passwords are taken at their word,
 * others by how they look.
 */
function isGiven(name: string, nameQuote: string | undefined, binding: string, value: string, before = ""): boolean {
  if (name === "PWD" && value.startsWith("/")) return false;
  if (nameQuote !== undefined || binding.includes("=")) return true;
  const isPassword = /^p(?:ass|wd)/i.test(name);
  if (binding !== ":") return isPassword || !isWord(value);
  if (before === ":" || before === "/" || isWord(value)) return false;
  return isPassword || (before !== "-" && before !== "." && value.length >= TIGHT_VALUE_LENGTH_MIN);
}

/** What closes a bracket, or a sentence, around a bare value. */
const withoutClosingMarks = (value: string): string => value.replace(/[)\]}>,;.]{1,8}$/, "") || value;

const unquoted = (value: string): string => value.replaceAll(/^\\{0,3}["']|\\{0,3}["']$/g, "");
