/** One statement of a function's resource-based policy, as AddPermission makes it (Lambda API reference). */
export interface Permission {
  readonly action: string;
  /** A service as `events.amazonaws.com`, an account, or `*`. */
  readonly principal: string;
  /** Compared with ArnLike: `*` and `?` stand for any characters and any one. */
  readonly sourceArn: string | undefined;
  readonly sourceAccount: string | undefined;
}

/** A service that wants to invoke a function on behalf of one of its resources. */
export interface ServiceCaller {
  readonly service: string;
  readonly sourceArn: string;
}

/** Whether a permission lets a service invoke the function. */
export function allowsInvocation(permission: Permission, { service, sourceArn }: ServiceCaller): boolean {
  const { action, principal, sourceArn: pattern, sourceAccount } = permission;
  return (
    (action === "lambda:InvokeFunction" || action === "lambda:*") &&
    (principal === service || principal === "*") &&
    (pattern === undefined || isLike(pattern, sourceArn)) &&
    (sourceAccount === undefined || sourceAccount === sourceArn.split(":")[4])
  );
}

function isLike(pattern: string, text: string): boolean {
  const expression = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`).test(text);
}
