import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";

const client = new SSMClient({});

/** The value of a parameter; none where there is no such parameter. */
export async function parameter(name: string): Promise<string | undefined> {
  try {
    return (await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }))).Parameter?.Value;
  } catch (error) {
    if (error instanceof Error && error.name === "ParameterNotFound") return undefined;
    throw error;
  }
}

/** What the garden file says where the parameter is missing; the measured gardens have none. */
export const garden = (): Promise<string | undefined> => parameter(process.env["GARDEN_PARAMETER"] ?? "");

export async function putParameter(name: string, value: string): Promise<void> {
  await client.send(new PutParameterCommand({ Name: name, Value: value, Type: "String", Overwrite: true }));
}
