/** One resource and the logical ids of those that have to be there before it. */
export interface Dependent {
  readonly logicalId: string;
  readonly dependsOn: readonly string[];
}

/** Resources with what they depend on before them, else in the order they were given. Throws for a circle, naming it. */
export function inOrder<Resource extends Dependent>(resources: readonly Resource[]): Resource[] {
  const byId = new Map(resources.map((resource) => [resource.logicalId, resource]));
  const ordered = new Set<Resource>();
  const visit = (resource: Resource, path: readonly string[]): void => {
    if (ordered.has(resource)) return;
    const { logicalId, dependsOn } = resource;
    if (path.includes(logicalId)) throw new Error(`circular dependency: ${[...path, logicalId].join(" -> ")}`);
    for (const id of dependsOn) {
      const before = byId.get(id);
      if (before) visit(before, [...path, logicalId]);
    }
    ordered.add(resource);
  };
  for (const resource of resources) visit(resource, []);
  return [...ordered];
}
