/**
 * A deep copy that shares nothing that changes: objects, lists, maps, sets and dates are copied, in the same shape also
 * where they are shared or go in circles. Functions and instances of classes stay what they are.
 */
export function copyOf<Value>(value: Value): Value {
  return copy(value, new Map()) as Value;
}

function copy(value: unknown, known: Map<object, unknown>): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (known.has(value)) return known.get(value);
  const remember = <Made>(made: Made): Made => {
    known.set(value, made);
    return made;
  };
  if (Array.isArray(value)) {
    const list = remember<unknown[]>([]);
    for (const item of value) list.push(copy(item, known));
    return list;
  }
  if (value instanceof Map) {
    const map = remember(new Map<unknown, unknown>());
    for (const [key, item] of value) map.set(copy(key, known), copy(item, known));
    return map;
  }
  if (value instanceof Set) {
    const set = remember(new Set<unknown>());
    for (const item of value) set.add(copy(item, known));
    return set;
  }
  if (value instanceof Date) return remember(new Date(value));
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const record = remember<Record<string, unknown>>({});
  for (const [name, item] of Object.entries(value)) record[name] = copy(item, known);
  return record;
}
