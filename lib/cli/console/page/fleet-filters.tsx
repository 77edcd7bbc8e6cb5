import type { FleetAnswer } from '../page-data.ts'
import { changed } from './changed-query.ts'
import { linkTo } from './route.ts'

/** Chooses which credentials are listed, and in which order. Effect: changes the address, so that a choice can be kept. */
export const FleetFilters = ({
  answer,
  query,
}: {
  readonly answer: FleetAnswer
  readonly query: URLSearchParams
}) => {
  const choose = (name: string) => (event: Event) => {
    const { currentTarget } = event
    if (currentTarget instanceof HTMLInputElement || currentTarget instanceof HTMLSelectElement)
      location.replace(linkTo('fleet', { query: changed(query, { [name]: currentTarget.value }) }))
  }
  return (
    <search class="filters">
      <label>
        Name holds
        <input type="search" value={query.get('text') ?? ''} onInput={choose('text')} />
      </label>
      <label>
        Status
        <select value={query.get('status') ?? ''} onChange={choose('status')}>
          <option value="">all</option>
          {answer.counts.map(({ of, count }) => (
            <option key={of} value={of}>{`${of} (${count})`}</option>
          ))}
        </select>
      </label>
      <label>
        Provider
        <select value={query.get('provider') ?? ''} onChange={choose('provider')}>
          <option value="">all</option>
          {answer.providers.map(({ of, count }) => (
            <option key={of} value={of}>{`${of} (${count})`}</option>
          ))}
        </select>
      </label>
      <label>
        Order
        <select value={query.get('sort') ?? 'status'} onChange={choose('sort')}>
          {ORDERS.map(([id, title]) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
    </search>
  )
}

const ORDERS = [
  ['status', 'worst first'],
  ['next', 'next look first'],
  ['expires', 'access token ends first'],
  ['ends', 'grant ends first'],
  ['name', 'by name'],
] as const
