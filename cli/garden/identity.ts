import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Session } from "../session.ts";

/** Who asks: `--by`, else whom AWS takes the caller for, else who sits at this machine. */
export async function whoAsks(session: Session, by: string | undefined): Promise<string> {
  if (by !== undefined && by.trim() !== "") return by.trim();
  try {
    const client = session.world.connect(new STSClient(await session.clientOptions()));
    const { Arn = "" } = await client.send(new GetCallerIdentityCommand({}));
    // arn:aws:iam::…:user/ana, arn:aws:sts::…:assumed-role/Deployer/ana@example.com, arn:aws:iam::…:root
    return Arn.split(/[/:]/).at(-1) || session.world.userName;
  } catch {
    return session.world.userName;
  }
}
