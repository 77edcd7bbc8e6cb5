/** Works through a list, so many items at a time, and gives the answers in the list's order. */
export const inParallel = async <A, B>(
  atATime: number,
  items: readonly A[],
  work: (item: A, index: number) => Promise<B>,
): Promise<readonly B[]> => {
  const answers = new Map<number, B>()
  const queue = items.entries()
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) answers.set(index, await work(item, index))
  }
  await Promise.all(Array.from({ length: atATime }, worker))
  return [...answers.entries()].sort(([a], [b]) => a - b).map(([, answer]) => answer)
}
