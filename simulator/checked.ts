/**
 * An SDK shape after the wire has checked it against its schema: required members are there, at every depth.
 * (The SDK types required members as `string | undefined`.)
 */
export type Checked<Shape> = Shape extends Date | Uint8Array
  ? Shape
  : Shape extends readonly (infer Element)[]
    ? Checked<Element>[]
    : Shape extends object
      ? {
          [Member in keyof Shape]: object extends Pick<Shape, Member> ? Checked<Shape[Member]> : Present<Shape[Member]>;
        }
      : Shape;

type Present<Value> = Checked<Exclude<Value, undefined>>;
