import { isRecord } from "../wire/record.ts";
import { isIntrinsicCall } from "./intrinsics.ts";

/**
 * What the simulator makes of one property of a resource type. Every property that a template uses has to be in its
 * type's specification, so that none is ignored without a word.
 */
type PropertySpecification =
  /** Has its effect, or is kept as data, everything below it included. */
  | "honoured"
  /** Accepted, and changes nothing here; why that is right. */
  | { readonly withoutEffect: string }
  /** Has members of its own; for a list, those of its elements. */
  | { readonly members: Properties };

export type Properties = Readonly<Record<string, PropertySpecification>>;

/** Paths of the given properties that the specification does not know, as `Targets.InputPath`. */
export function unknownProperties(specification: Properties, given: unknown, path = ""): string[] {
  if (Array.isArray(given)) return given.flatMap((element) => unknownProperties(specification, element, path));
  if (!isRecord(given) || isIntrinsicCall(given)) return [];
  return Object.entries(given).flatMap(([name, value]) => {
    const known = Object.hasOwn(specification, name) ? specification[name] : undefined;
    if (!known) return [path + name];
    return typeof known === "object" && "members" in known
      ? unknownProperties(known.members, value, `${path}${name}.`)
      : [];
  });
}

/** The given properties without those that have no effect, so that nothing that only they refer to is needed. */
export function effectiveProperties(specification: Properties, given: unknown): unknown {
  if (Array.isArray(given)) return given.map((element) => effectiveProperties(specification, element));
  if (!isRecord(given) || isIntrinsicCall(given)) return given;
  const kept = Object.entries(given).flatMap(([name, value]) => {
    const known = specification[name] ?? "honoured";
    if (known === "honoured") return [[name, value] as const];
    return "members" in known ? [[name, effectiveProperties(known.members, value)] as const] : [];
  });
  return Object.fromEntries(kept);
}

/** Reads resolved properties of one resource with clear errors. CloudFormation takes numbers and truth values as text too. */
export class PropertyReader {
  readonly #where: string;
  readonly #properties: Readonly<Record<string, unknown>>;

  constructor(where: string, properties: Readonly<Record<string, unknown>>) {
    this.#where = where;
    this.#properties = properties;
  }

  get all(): Readonly<Record<string, unknown>> {
    return this.#properties;
  }

  optionalText(name: string): string | undefined {
    const value = this.#properties[name];
    if (value === undefined) return undefined;
    if (typeof value !== "string" && typeof value !== "number") throw this.#problem(name, "a text");
    return String(value);
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.#missing(name);
  }

  optionalNumber(name: string): number | undefined {
    const value = this.#properties[name];
    if (value === undefined) return undefined;
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    if (typeof number !== "number" || Number.isNaN(number)) throw this.#problem(name, "a number");
    return number;
  }

  optionalBoolean(name: string): boolean | undefined {
    const value = this.#properties[name];
    if (value === undefined) return undefined;
    if (typeof value !== "boolean" && value !== "true" && value !== "false") throw this.#problem(name, "true or false");
    return value === true || value === "true";
  }

  texts(name: string): string[] {
    return this.#list(name).map(String);
  }

  /** A nested structure. */
  optionalStructure(name: string): PropertyReader | undefined {
    return this.#properties[name] === undefined ? undefined : this.structure(name);
  }

  /** A nested structure; empty where it is not given. */
  structure(name: string): PropertyReader {
    const value = this.#properties[name] ?? {};
    if (!isRecord(value)) throw this.#problem(name, "an object");
    return new PropertyReader(`${this.#where} ${name}`, value);
  }

  /** A list of structures; empty where it is not given. */
  structures(name: string): PropertyReader[] {
    return this.#list(name).map((element, index) => {
      if (!isRecord(element)) throw this.#problem(name, "a list of objects");
      return new PropertyReader(`${this.#where} ${name}[${index}]`, element);
    });
  }

  /** A policy or pattern as JSON text, whether the template has it as text or as an object. */
  optionalJson(name: string): string | undefined {
    const value = this.#properties[name];
    return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
  }

  /** For values that a resource type supports only in part. */
  refuse(name: string, why: string): never {
    throw new Error(`${this.#where}: property ${name} ${why}`);
  }

  #list(name: string): unknown[] {
    const value = this.#properties[name] ?? [];
    if (!Array.isArray(value)) throw this.#problem(name, "a list");
    return value;
  }

  #missing(name: string): never {
    throw new Error(`${this.#where}: property ${name} is missing`);
  }

  #problem(name: string, expected: string): Error {
    return new Error(`${this.#where}: property ${name} must be ${expected}`);
  }
}
