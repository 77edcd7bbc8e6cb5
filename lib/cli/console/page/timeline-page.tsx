import type { FleetAnswer, TimelineAnswer, TimelineHour } from '../page-data.ts'
import { PageState } from './page-state.tsx'
import { linkTo } from './route.ts'
import { StatusMark } from './status-mark.tsx'
import { HourChart, LaneChart } from './timeline-chart.tsx'
import { useAnswer } from './use-answer.ts'

/** A day behind and a day ahead: how much was refreshed, how much comes, and the credentials that come next. */
export const TimelinePage = ({ query }: { readonly query: URLSearchParams }) => {
  const provider = query.get('provider') ?? ''
  const { answer, problem } = useAnswer<TimelineAnswer>(`timeline?${query}`)
  const fleet = useAnswer<FleetAnswer>('fleet?', false)
  return (
    <>
      <h1>Timeline</h1>
      <PageState isKnown={answer !== undefined} problem={problem} />
      {answer !== undefined && (
        <>
          <search class="filters">
            <label>
              Provider
              <select
                value={provider}
                onChange={({ currentTarget }) =>
                  location.replace(linkTo('timeline', { query: { provider: currentTarget.value } }))
                }
              >
                <option value="">all</option>
                {fleet.answer?.providers.map(({ of }) => (
                  <option key={of} value={of}>
                    {of}
                  </option>
                ))}
              </select>
            </label>
          </search>
          <Hours answer={answer} />
          <Lanes answer={answer} />
        </>
      )}
    </>
  )
}

type Shown = { readonly answer: TimelineAnswer }

const Hours = ({ answer: { hours, now, overdue } }: Shown) => {
  const behind = sum(hours.filter(({ offset }) => offset < 0))
  const ahead = sum(hours.filter(({ offset }) => offset >= 0))
  return (
    <section aria-labelledby="hours">
      <h2 id="hours">Refreshes behind and looks ahead</h2>
      <p>
        {`In the last 24 h: ${behind} refreshed. In the next 24 h: ${ahead} to look at${overdue > 0 ? `, of which ${overdue} now` : ''}.`}{' '}
        Filled bars are behind, hollow ones ahead. Each credential counts with its last refresh and
        its next look; earlier refreshes are among the versions on its own page.
      </p>
      <HourChart hours={hours} />
      <details>
        <summary>The same as a table</summary>
        <table>
          <caption class="unseen">Per hour, from {now}</caption>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">Refreshed or to look at</th>
            </tr>
          </thead>
          <tbody>
            {hours
              .filter(({ count }) => count > 0)
              .map(({ offset, from, count }) => (
                <tr key={offset}>
                  <th scope="row">
                    <time dateTime={from}>{`${from.slice(0, 16)}Z`}</time>
                  </th>
                  <td>{`${count} ${offset < 0 ? 'refreshed' : 'to look at'}`}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </details>
    </section>
  )
}

const Lanes = ({ answer: { lanes, total } }: Shown) => (
  <section aria-labelledby="lanes">
    <h2 id="lanes">By credential</h2>
    <p>
      {lanes.length < total ? `The next ${lanes.length} of ${total}. ` : ''}A dot is the last
      refresh, a ring the next look, a bar the end of the access token.
    </p>
    <ul class="lanes">
      {lanes.map((lane) => (
        <li key={lane.name}>
          <div>
            <a href={linkTo('credential', { id: lane.name })}>{lane.name}</a>{' '}
            <StatusMark status={lane.status} />
          </div>
          <LaneChart lane={lane} />
          <p>{lane.text}</p>
        </li>
      ))}
    </ul>
  </section>
)

const sum = (hours: readonly TimelineHour[]): number =>
  hours.reduce((total, { count }) => total + count, 0)
