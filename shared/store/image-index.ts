import type { Table } from "../aws/dynamodb.ts";
import type { Instant, ServiceName, TagName } from "../core/model.ts";

/** A service of the garden, and the tags that its containers follow. */
export interface IndexEntry {
  readonly service: ServiceName;
  /** Value of its tag `gardener:follow`; none if only the garden file names it. */
  readonly followTag?: string;
  /** What it follows by the garden file and its tag together; none while that is not valid. */
  readonly follow?: string;
  /** Empty while ECS does not know the service, or nothing in it follows. */
  readonly images: readonly TagName[];
  /** The revision that was read; none while there was nothing to read. */
  readonly taskDefinition?: string;
  /** Value of its tag `gardener:team`, as last read. */
  readonly team?: string;
  /** What is wrong with the tag `gardener:follow`, where something is. */
  readonly problem?: string;
}

/** Which services follow which tag: `repository:tag -> services`, so that a push reads only what it concerns. */
export interface ImageIndex {
  all(): Promise<readonly IndexEntry[]>;
  followers(tag: TagName): Promise<readonly IndexEntry[]>;
  entry(service: ServiceName): Promise<IndexEntry | undefined>;
  /** The same for many, in the order of asking. */
  entries(services: readonly ServiceName[]): Promise<readonly (IndexEntry | undefined)[]>;
  put(entry: IndexEntry, before: IndexEntry | undefined): Promise<void>;
  remove(entry: IndexEntry): Promise<void>;
  refreshedAt(): Promise<Instant | undefined>;
  markRefreshed(at: Instant): Promise<void>;
  /** Remembers when a tag was last pushed, by the event's own time. */
  markPushed(tag: TagName, at: Instant): Promise<void>;
  pushedAt(tag: TagName): Promise<Instant | undefined>;
}

const ALL = "index";
const META = { pk: "index-meta", sk: "refreshed" };

export function createImageIndex(table: Table): ImageIndex {
  return {
    async all() {
      return (await table.partition(ALL)).map((item) => item["entry"] as IndexEntry);
    },

    async followers(tag) {
      return (await table.partition(imagePartition(tag))).map((item) => item["entry"] as IndexEntry);
    },

    async entry(service) {
      return (await table.get({ pk: ALL, sk: service }))?.["entry"] as IndexEntry | undefined;
    },

    async entries(services) {
      const items = await table.getMany(services.map((service) => ({ pk: ALL, sk: service })));
      return items.map((item) => item?.["entry"] as IndexEntry | undefined);
    },

    async put(entry, before) {
      for (const tag of before?.images ?? [])
        if (!entry.images.includes(tag)) await table.remove({ pk: imagePartition(tag), sk: entry.service });
      for (const tag of entry.images) await table.put({ pk: imagePartition(tag), sk: entry.service, entry });
      await table.put({ pk: ALL, sk: entry.service, entry });
    },

    async remove(entry) {
      for (const tag of entry.images) await table.remove({ pk: imagePartition(tag), sk: entry.service });
      await table.remove({ pk: ALL, sk: entry.service });
    },

    async refreshedAt() {
      return (await table.get(META))?.["at"] as Instant | undefined;
    },

    async markRefreshed(at) {
      await table.put({ ...META, at });
    },

    async markPushed(tag, at) {
      await table.put(
        { ...pushKey(tag), at },
        {
          expression: "attribute_not_exists(pk) OR #at < :at",
          names: { "#at": "at" },
          values: { ":at": at },
        },
      );
    },

    async pushedAt(tag) {
      return (await table.get(pushKey(tag)))?.["at"] as Instant | undefined;
    },
  };
}

const imagePartition = (tag: TagName): string => `image#${tag}`;
const pushKey = (tag: TagName) => ({ pk: `push#${tag}`, sk: "push" });
