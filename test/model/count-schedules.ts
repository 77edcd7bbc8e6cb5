/**
 * Counts the ways through a graph without cycles, from its first node to where nothing follows.
 *
 * Shape: `edges[i]` are the nodes that follow node i.
 */
export const countSchedules = (edges: readonly (readonly number[])[]): number => {
  const before = new Uint32Array(edges.length)
  for (const to of edges) for (const node of to) before[node] = (before[node] ?? 0) + 1
  const ways = new Float64Array(edges.length)
  ways[0] = 1
  const ready = [0]
  let schedules = 0
  for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
    const to = edges[node] ?? []
    const here = ways[node] ?? 0
    if (to.length === 0) schedules += here
    for (const next of to) {
      ways[next] = (ways[next] ?? 0) + here
      const left = (before[next] ?? 0) - 1
      before[next] = left
      if (left === 0) ready.push(next)
    }
  }
  return schedules
}
