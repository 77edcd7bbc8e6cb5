/** The words that a mistyped one may stand for, the likeliest first, three at most, and none much less likely than it. */
export const nearest = (word: string, known: Iterable<string>): readonly string[] => {
  const wanted = word.toLowerCase()
  const allowed = Math.max(2, Math.ceil(wanted.length / 3))
  const near = [...known]
    .map((name) => ({ name, distance: distanceTo(wanted, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= allowed)
    .toSorted((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
  const best = near[0]?.distance ?? 0
  return near
    .filter(({ distance }) => distance <= best + 1)
    .slice(0, 3)
    .map(({ name }) => name)
}

/** A question to put behind "there is no such thing"; empty without an idea. */
export const didYouMean = (word: string, known: Iterable<string>): string => {
  const names = nearest(word, known)
  return names.length === 0 ? '' : `; did you mean ${names.join(' or ')}?`
}

/** A part of a name is nearer to it than any mistake. */
const distanceTo = (wanted: string, name: string): number =>
  wanted.length >= 3 && name.includes(wanted) ? 0.5 : editDistance(wanted, name)

/** How many characters have to be put in, left out or replaced to make one word of the other. */
export const editDistance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      )
    row = next
  }
  return row[b.length] ?? 0
}
