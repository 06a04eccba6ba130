import { expect, test } from "@jest/globals";
import { roomierSize } from "../../../shared/core/failure/fargate-size.ts";
import type { TaskSize } from "../../../shared/core/model.ts";

const size = (cpu: number, memory: number): TaskSize => ({ cpu, memory });

test.each<readonly [from: TaskSize, to: TaskSize | undefined]>([
  [size(256, 512), size(256, 1024)],
  [size(256, 1024), size(256, 2048)],
  [size(256, 2048), size(512, 3072)],
  [size(512, 1024), size(512, 2048)],
  [size(512, 4096), size(1024, 5120)],
  [size(1024, 8192), size(2048, 9216)],
  [size(4096, 30_720), size(8192, 32_768)],
  [size(8192, 16_384), size(8192, 20_480)],
  [size(8192, 61_440), size(16_384, 65_536)],
  [size(16_384, 122_880), undefined],
])("after %j comes %j", (from, to) => {
  expect(roomierSize(from)).toEqual(to);
});
