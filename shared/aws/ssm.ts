import { GetParameterCommand, PutParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { kindOfError } from "./errors.ts";

/** The calls to Systems Manager's parameter store that we make. */
export interface Parameters {
  /** The value of a parameter, decrypted; none if there is no such parameter. */
  get(name: string): Promise<string | undefined>;
  /** Writes a plain text, over whatever was there. */
  put(name: string, value: string): Promise<void>;
}

export function createParameters(client: SSMClient): Parameters {
  return {
    async get(name) {
      try {
        const answer = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
        return answer.Parameter?.Value;
      } catch (error) {
        if (kindOfError(error) === "gone") return undefined;
        throw error;
      }
    },

    async put(name, value) {
      await client.send(new PutParameterCommand({ Name: name, Value: value, Type: "String", Overwrite: true }));
    },
  };
}
