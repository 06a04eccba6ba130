/** The caller gets no answer, and learns so from its connection, as of a host that is gone in the middle of a request. */
export class ConnectionCut extends Error {
  /** By this the SDK knows a passing trouble of the network. */
  readonly code = "ECONNRESET";
  constructor(label: string) {
    super(`the connection was cut before ${label} was answered`);
    this.name = "ConnectionCut";
  }
}
