import { describe, expect, it } from 'vitest'
import { lineChartSvg } from './line-chart.ts'

const svg = lineChartSvg({
  title: 'more < less & "so"',
  panels: [
    {
      label: 'writes',
      top: 60,
      limit: { value: 50, label: 'quota' },
      series: [
        { name: 'mean', look: 'first', values: [0, 30, 60, 90] },
        { name: 'peak', look: 'second', values: [] },
      ],
    },
  ],
  ticks: [{ at: 0, label: 'day 0' }],
  marks: [{ at: 0.5, label: 'outage' }],
})

describe('when a chart is drawn', () => {
  it('puts every value in its place, and one that is too large at the top', () => {
    expect(svg).toContain('<path class="first" d="M64 208L317.3 143L570.7 78L824 78"/>')
  })

  it('has colours for the dark and the light', () => {
    expect(svg).toContain('prefers-color-scheme: dark')
  })

  it('says in words what it shows', () => {
    expect(svg).toContain('<title>more &lt; less &amp; &quot;so&quot;</title>')
    expect(svg).toMatch(/<text [^>]+>outage<\/text>/)
    expect(svg).not.toMatch(/NaN|undefined/)
  })
})
