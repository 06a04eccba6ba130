import { expect, test } from "@jest/globals";
import { RunningSimulator } from "../../simulator/start/running-simulator.ts";

const OPTIONS = { port: 0, dashboardPort: 0, speed: 0, seed: 1 };

test("before anything is deployed the status page is there; close gives the ports back", async () => {
  const running = await RunningSimulator.open(OPTIONS);
  const page = `http://127.0.0.1:${running.dashboardPort}`;
  const response = await fetch(page);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(await response.text()).toContain("There is no service yet.");
  expect((await fetch(`${page}/other`)).status).toBe(404);
  await running.close();
  await expect(fetch(page)).rejects.toThrow("fetch failed");
});

test("a port in use is refused with the system's code, and nothing stays open", async () => {
  const running = await RunningSimulator.open(OPTIONS);
  await expect(RunningSimulator.open({ ...OPTIONS, dashboardPort: running.dashboardPort })).rejects.toMatchObject({
    code: "EADDRINUSE",
  });
  await running.close();
});
