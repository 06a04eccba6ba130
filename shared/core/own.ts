/**
 * The value under a name that others chose, as a container's: `constructor` is a name like any other, though every object
 * inherits something of that name.
 */
export const own = <Value>(record: Readonly<Record<string, Value>> | undefined, name: string): Value | undefined =>
  record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
