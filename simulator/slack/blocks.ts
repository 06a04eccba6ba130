import { isRecord } from "../wire/record.ts";

/** Slack reference, "Blocks" and "Composition objects": most of each in one message. */
const BLOCKS_MAX = 50;
const TEXT_CHARACTERS_MAX = 3_000;
const SECTION_FIELDS_MAX = 10;
const SECTION_FIELD_CHARACTERS_MAX = 2_000;
const HEADER_CHARACTERS_MAX = 150;
const CONTEXT_ELEMENTS_MAX = 10;
const ACTIONS_ELEMENTS_MAX = 25;
const BUTTON_TEXT_CHARACTERS_MAX = 75;
const BUTTON_VALUE_CHARACTERS_MAX = 2_000;
const BUTTON_URL_CHARACTERS_MAX = 3_000;
const IDENTIFIER_CHARACTERS_MAX = 255;
const MARKDOWN_CHARACTERS_MAX = 12_000;

/** Collects what is wrong, in Slack's words, with the JSON pointer that Slack adds. */
type Report = (message: string, pointer: string) => void;
type Check = (value: Record<string, unknown>, pointer: string, report: Report) => void;

/** One row a block type that Gardener may send; a type that is not here is refused. */
const BLOCK_CHECKS: Readonly<Record<string, Check>> = {
  section: (block, pointer, report) => {
    if (block.text === undefined && block.fields === undefined) report("missing required field: text", pointer);
    if (block.text !== undefined) checkText(block.text, TEXT_CHARACTERS_MAX, `${pointer}/text`, report);
    if (block.fields !== undefined)
      checkList(block.fields, SECTION_FIELDS_MAX, `${pointer}/fields`, report, (field, at) =>
        checkText(field, SECTION_FIELD_CHARACTERS_MAX, at, report),
      );
    if (block.accessory !== undefined) checkElement(block.accessory, `${pointer}/accessory`, report);
  },
  header: (block, pointer, report) =>
    checkText(block.text, HEADER_CHARACTERS_MAX, `${pointer}/text`, report, ["plain_text"]),
  divider: () => {},
  context: (block, pointer, report) =>
    checkList(block.elements, CONTEXT_ELEMENTS_MAX, `${pointer}/elements`, report, (element, at) => {
      if (isRecord(element) && element.type === "image") checkElement(element, at, report);
      else checkText(element, TEXT_CHARACTERS_MAX, at, report);
    }),
  actions: (block, pointer, report) =>
    checkList(block.elements, ACTIONS_ELEMENTS_MAX, `${pointer}/elements`, report, (element, at) =>
      checkElement(element, at, report),
    ),
  markdown: (block, pointer, report) =>
    checkCharacters(block.text, 1, MARKDOWN_CHARACTERS_MAX, `${pointer}/text`, report),
};

const ELEMENT_CHECKS: Readonly<Record<string, Check>> = {
  button: (button, pointer, report) => {
    checkText(button.text, BUTTON_TEXT_CHARACTERS_MAX, `${pointer}/text`, report, ["plain_text"]);
    checkOptional(button.action_id, IDENTIFIER_CHARACTERS_MAX, `${pointer}/action_id`, report);
    checkOptional(button.value, BUTTON_VALUE_CHARACTERS_MAX, `${pointer}/value`, report);
    checkOptional(button.url, BUTTON_URL_CHARACTERS_MAX, `${pointer}/url`, report);
    if (button.style !== undefined && button.style !== "primary" && button.style !== "danger")
      report("must be one of: primary, danger", `${pointer}/style`);
  },
  image: (image, pointer, report) => {
    checkCharacters(image.image_url, 1, BUTTON_URL_CHARACTERS_MAX, `${pointer}/image_url`, report);
    checkCharacters(image.alt_text, 1, BUTTON_VALUE_CHARACTERS_MAX, `${pointer}/alt_text`, report);
  },
};

/** Everything that Slack would refuse about these blocks, as it lists them under `errors`. */
export function checkBlocks(blocks: readonly unknown[]): string[] {
  const errors: string[] = [];
  const report: Report = (message, pointer) => void errors.push(`${message} [json-pointer:${pointer}]`);
  if (blocks.length > BLOCKS_MAX) report(`no more than ${BLOCKS_MAX} items allowed`, "/blocks");
  const blockIds = new Set<unknown>();
  for (const [index, block] of blocks.entries()) {
    const pointer = `/blocks/${index}`;
    const check = isRecord(block) ? byType(BLOCK_CHECKS, block.type) : undefined;
    if (!isRecord(block) || !check) {
      report(`unsupported type: ${isRecord(block) ? String(block.type) : typeof block}`, pointer);
      continue;
    }
    check(block, pointer, report);
    checkOptional(block.block_id, IDENTIFIER_CHARACTERS_MAX, `${pointer}/block_id`, report);
    if (block.block_id !== undefined && blockIds.has(block.block_id)) report("block_id already exists", pointer);
    blockIds.add(block.block_id);
  }
  return errors;
}

/** All that people would read in these blocks, in characters; Slack bounds the sum. */
export function countCharacters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item: unknown) => sum + countCharacters(item), 0);
  if (!isRecord(value)) return 0;
  const own = typeof value.text === "string" ? value.text.length : 0;
  return own + Object.values(value).reduce((sum: number, item) => sum + countCharacters(item), 0);
}

function byType(checks: Readonly<Record<string, Check>>, type: unknown): Check | undefined {
  return typeof type === "string" && Object.hasOwn(checks, type) ? checks[type] : undefined;
}

function checkElement(element: unknown, pointer: string, report: Report): void {
  const check = isRecord(element) ? byType(ELEMENT_CHECKS, element.type) : undefined;
  if (isRecord(element) && check) check(element, pointer, report);
  else report("unsupported type of element", pointer);
}

function checkText(
  text: unknown,
  charactersMax: number,
  pointer: string,
  report: Report,
  types: readonly string[] = ["plain_text", "mrkdwn"],
): void {
  if (!isRecord(text)) report("must be an object", pointer);
  else if (typeof text.type !== "string" || !types.includes(text.type))
    report(`must be one of: ${types.join(", ")}`, `${pointer}/type`);
  else checkCharacters(text.text, 1, charactersMax, `${pointer}/text`, report);
}

function checkOptional(text: unknown, charactersMax: number, pointer: string, report: Report): void {
  if (text !== undefined) checkCharacters(text, 0, charactersMax, pointer, report);
}

function checkCharacters(text: unknown, charactersMin: number, charactersMax: number, pointer: string, report: Report) {
  if (typeof text !== "string") report("must be a string", pointer);
  else if (text.length < charactersMin) report(`must be more than ${charactersMin - 1} characters`, pointer);
  else if (text.length > charactersMax) report(`must be less than ${charactersMax + 1} characters`, pointer);
}

function checkList(
  list: unknown,
  itemsMax: number,
  pointer: string,
  report: Report,
  checkItem: (item: unknown, pointer: string) => void,
): void {
  if (!Array.isArray(list)) return report("must be an array", pointer);
  if (list.length === 0) report("no less than 1 items required", pointer);
  if (list.length > itemsMax) report(`no more than ${itemsMax} items allowed`, pointer);
  for (const [index, item] of list.entries()) checkItem(item, `${pointer}/${index}`);
}
