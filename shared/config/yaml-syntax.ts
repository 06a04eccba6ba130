import type { YAMLError } from "yaml";

/** What to write instead, where the parser's own sentence does not say it. */
const MESSAGES: Partial<Record<YAMLError["code"], string>> = {
  DUPLICATE_KEY: "this key was there before; keep one of them, with everything that belongs to it",
  TAB_AS_INDENT: "a tab indents this line; indent with spaces",
  BAD_INDENT:
    "the indentation does not fit the lines above, or a bracket is not closed; indent with two spaces for each level",
  BLOCK_AS_IMPLICIT_KEY:
    "a second key follows on the same line; write one key a line, and text that contains a colon and a space in quotes",
  MISSING_CHAR: "something is missing here: a colon after a key, or a closing quote or bracket",
  MULTILINE_IMPLICIT_KEY: "this key does not end on its line; write a colon after the key",
  MULTIPLE_DOCS: "--- begins a second document; write one document a file",
  BAD_SCALAR_START: "text cannot begin with this character; put the text in quotes",
  RESOURCE_EXHAUSTION: "too many levels of brackets; a garden file needs about five",
  TAG_RESOLVE_FAILED:
    "a word that begins with ! has no meaning here; write the value itself, in quotes where it begins with !",
};

/** What is wrong with the text as YAML, and what to write instead. */
export function syntaxMessage(error: YAMLError): string {
  return MESSAGES[error.code] ?? `not readable as YAML: ${error.message}; check the indentation and the quotes here`;
}
