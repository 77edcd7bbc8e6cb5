/** What is to happen, by the time at which it does. Shape: times in milliseconds; a code says what, as the caller likes. */
export type EventQueue = {
  readonly add: (time: number, code: number) => void
  /** Takes the earliest event away; `false`: there is none. What it was is in `time` and `code`. */
  readonly take: () => boolean
  readonly time: () => number
  readonly code: () => number
}

/** A binary heap in two flat arrays: a fleet of 100,000 has tens of millions of events in a month. */
export const eventQueue = (): EventQueue => {
  let times = new Float64Array(1024)
  let codes = new Int32Array(1024)
  let size = 0
  const taken = { time: 0, code: 0 }

  const grow = (): void => {
    const [oldTimes, oldCodes] = [times, codes]
    times = new Float64Array(size * 2)
    codes = new Int32Array(size * 2)
    times.set(oldTimes)
    codes.set(oldCodes)
  }

  /** Lets a place that is free at the bottom rise to where an event of this time belongs. */
  const rise = (from: number, time: number): number => {
    let place = from
    while (place > 0) {
      const parent = (place - 1) >> 1
      if ((times[parent] ?? 0) <= time) break
      times[place] = times[parent] ?? 0
      codes[place] = codes[parent] ?? 0
      place = parent
    }
    return place
  }

  /** Lets the place that became free at the top sink to where an event of this time belongs. */
  const sink = (time: number): number => {
    let place = 0
    for (;;) {
      const left = 2 * place + 1
      if (left >= size) return place
      const right = left + 1
      const least = right < size && (times[right] ?? 0) < (times[left] ?? 0) ? right : left
      if ((times[least] ?? 0) >= time) return place
      times[place] = times[least] ?? 0
      codes[place] = codes[least] ?? 0
      place = least
    }
  }

  return {
    add: (time, code) => {
      if (size === times.length) grow()
      const place = rise(size, time)
      times[place] = time
      codes[place] = code
      size += 1
    },
    take: () => {
      if (size === 0) return false
      taken.time = times[0] ?? 0
      taken.code = codes[0] ?? 0
      size -= 1
      const [time, code] = [times[size] ?? 0, codes[size] ?? 0]
      const place = sink(time)
      times[place] = time
      codes[place] = code
      return true
    },
    time: () => taken.time,
    code: () => taken.code,
  }
}
