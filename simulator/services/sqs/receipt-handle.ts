/** Opaque to receivers; it says which message of which queue it was given for, so that a repeated delete is known. */
export const receiptHandle = (queueName: string, messageId: string, nonce: string): string =>
  Buffer.from([queueName, messageId, nonce].join(SEPARATOR)).toString("base64");

/** Not allowed in queue names and message identifiers. */
const SEPARATOR = " ";

export function parseReceiptHandle(handle: string): { queueName: string; messageId: string } | undefined {
  const [queueName, messageId, nonce, ...rest] = Buffer.from(handle, "base64").toString().split(SEPARATOR);
  if (queueName === undefined || messageId === undefined || nonce === undefined || rest.length > 0) return undefined;
  return { queueName, messageId };
}
