/**
 * A chart of lines over one time axis, as rows of panels. Shape: `ticks` and `marks` stand at places between 0 and 1 of
 * the time; a mark is a vertical line through all panels with a word at its top.
 */
export type LineChart = {
  readonly title: string
  readonly panels: readonly ChartPanel[]
  readonly ticks: readonly ChartPlace[]
  readonly marks: readonly ChartPlace[]
}

/** One panel. Shape: values are drawn at equal distances, from 0 to `top`; `limit` is a dashed line. */
export type ChartPanel = {
  readonly label: string
  readonly top: number
  readonly limit?: { readonly value: number; readonly label: string }
  readonly series: readonly ChartSeries[]
}

/** Values of one kind, in their order. */
export type ChartSeries = {
  readonly name: string
  readonly look: 'first' | 'second' | 'bad'
  readonly values: readonly number[]
}

/** A word at a place between 0 and 1. */
export type ChartPlace = { readonly at: number; readonly label: string }

/** Draws a chart as SVG. It brings its own ground, and the colours of whoever reads it, dark or light. */
export const lineChartSvg = ({ title, panels, ticks, marks }: LineChart): string => {
  const height = TOP + panels.length * (PANEL + GAP) + BOTTOM
  const axis = height - BOTTOM
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="ground" width="${WIDTH}" height="${height}"/>`,
    text(LEFT, 22, 'title', title),
    ...marks.flatMap(({ at, label }, i) => [
      line('mark', x(at), TOP - 14, x(at), axis - GAP + 8),
      text(x(at) + 3, TOP - 16 - 13 * ((marks.length - i - 1) % 2), 'small', label),
    ]),
    ...panels.flatMap((panel, i) => panelLines(panel, TOP + i * (PANEL + GAP))),
    ...ticks.flatMap(({ at, label }) => [
      line('axis', x(at), axis - GAP + 8, x(at), axis - GAP + 13),
      text(x(at), axis - GAP + 27, 'small middle', label),
    ]),
    '</svg>',
  ].join('\n')}\n`
}

const panelLines = ({ label, top, limit, series }: ChartPanel, from: number): readonly string[] => {
  const y = (value: number): number => from + PANEL * (1 - Math.min(value, top) / top)
  const named = series.map(({ name, look }, i) =>
    text(WIDTH - RIGHT - 170 * (series.length - 1 - i), from - 6, `small end ${look}-text`, name),
  )
  return [
    text(LEFT, from - 6, 'small', label),
    ...(series.length > 1 ? named : []),
    ...[0, top / 2, top].flatMap((value) => [
      line('grid', LEFT, y(value), WIDTH - RIGHT, y(value)),
      text(LEFT - 6, y(value) + 4, 'small end', count(value)),
    ]),
    ...series.map(
      ({ look, values }) =>
        `<path class="${look}" d="${values.map((value, i) => `${i === 0 ? 'M' : 'L'}${short(x(i / Math.max(1, values.length - 1)))} ${short(y(value))}`).join('')}"/>`,
    ),
    ...(limit === undefined
      ? []
      : [
          line('limit', LEFT, y(limit.value), WIDTH - RIGHT, y(limit.value)),
          text(WIDTH - RIGHT + 4, y(limit.value) + 4, 'small', limit.label),
        ]),
  ]
}

const WIDTH = 900
const LEFT = 64
const RIGHT = 76
const TOP = 78
const PANEL = 130
const GAP = 34
const BOTTOM = 10

const STYLE = `
svg { --ground: #ffffff; --text: #1b1f23; --line: #d5d8dc; --first: #0b5c8f; --second: #7a4a00; --bad: #a4161a }
@media (prefers-color-scheme: dark) {
  svg { --ground: #14171a; --text: #e8eaed; --line: #3a4048; --first: #8cc8f5; --second: #f2c063; --bad: #ff9b97 }
}
text { font: 12px system-ui, sans-serif; fill: var(--text) }
.title { font-size: 15px; font-weight: 600 }
.small { font-size: 11px }
.middle { text-anchor: middle }
.end { text-anchor: end }
.ground { fill: var(--ground) }
.grid, .axis { stroke: var(--line) }
.mark { stroke: var(--text); stroke-dasharray: 2 3; opacity: .6 }
.limit { stroke: var(--text); stroke-dasharray: 6 4 }
path { fill: none; stroke-width: 1.3; stroke-linejoin: round }
.first { stroke: var(--first) } .second { stroke: var(--second) } .bad { stroke: var(--bad) }
.first-text { fill: var(--first) } .second-text { fill: var(--second) } .bad-text { fill: var(--bad) }
`

const x = (at: number): number => LEFT + at * (WIDTH - LEFT - RIGHT)

const short = (place: number): string => String(Math.round(place * 10) / 10)

const count = (value: number): string => Math.round(value).toLocaleString('en-GB')

const line = (look: string, x1: number, y1: number, x2: number, y2: number): string =>
  `<line class="${look}" x1="${short(x1)}" y1="${short(y1)}" x2="${short(x2)}" y2="${short(y2)}"/>`

const text = (left: number, bottom: number, look: string, words: string): string =>
  `<text class="${look}" x="${short(left)}" y="${short(bottom)}">${escaped(words)}</text>`

const escaped = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
