import type { FleetAnswer } from '../page-data.ts'
import { changed } from './changed-query.ts'
import { FleetFilters } from './fleet-filters.tsx'
import { FleetTable } from './fleet-table.tsx'
import { MomentText } from './moment-text.tsx'
import { PageState } from './page-state.tsx'
import { linkTo } from './route.ts'
import { useAnswer } from './use-answer.ts'

/** The whole fleet: counts, filters, and a table a page at a time. */
export const FleetPage = ({ query }: { readonly query: URLSearchParams }) => {
  const { answer, problem } = useAnswer<FleetAnswer>(`fleet?${query}`)
  return (
    <>
      <h1>Fleet</h1>
      <PageState isKnown={answer !== undefined} problem={problem} />
      {answer !== undefined && (
        <>
          <Counts answer={answer} query={query} />
          <FleetFilters answer={answer} query={query} />
          <p role="status">
            {answer.found === answer.total
              ? `${answer.total} credentials`
              : `${answer.found} of ${answer.total} credentials`}
          </p>
          {answer.found === 0 ? (
            <Nothing answer={answer} />
          ) : (
            <FleetTable answer={answer} query={query} />
          )}
          <Turner answer={answer} query={query} />
          <p class="aside">
            Read <MomentText moment={answer.readAt} />.{' '}
            {answer.leftOut.length > 0 &&
              `Left out: ${answer.leftOut.map(({ of, count }) => `${count} ${of}`).join(', ')}.`}
          </p>
        </>
      )}
    </>
  )
}

type Shown = { readonly answer: FleetAnswer; readonly query: URLSearchParams }

const Counts = ({ answer, query }: Shown) => (
  <ul class="counts" aria-label="Credentials by status">
    {answer.counts
      .filter(({ count }) => count > 0)
      .map(({ of, count }) => {
        const isChosen = query.get('status') === of
        return (
          <li key={of}>
            <a
              class={`count ${of}`}
              href={linkTo('fleet', { query: changed(query, { status: isChosen ? '' : of }) })}
              aria-current={isChosen ? 'true' : undefined}
            >
              <strong>{count}</strong> {of}
            </a>
          </li>
        )
      })}
  </ul>
)

const Nothing = ({ answer }: Pick<Shown, 'answer'>) => (
  <p>
    {answer.total === 0
      ? 'No secret carries the tag of a provider yet. The command add puts the first one under rotation.'
      : 'No credential is like that.'}{' '}
    {answer.total > 0 && <a href={linkTo('fleet')}>Show all</a>}
  </p>
)

const Turner = ({ answer: { page, pages }, query }: Shown) =>
  pages === 1 ? null : (
    <nav class="turner" aria-label="Parts of the list">
      {page > 1 && (
        <a href={linkTo('fleet', { query: changed(query, { page: String(page - 1) }) })}>
          Previous
        </a>
      )}
      <span>
        {page} of {pages}
      </span>
      {page < pages && (
        <a href={linkTo('fleet', { query: changed(query, { page: String(page + 1) }) })}>Next</a>
      )}
    </nav>
  )
