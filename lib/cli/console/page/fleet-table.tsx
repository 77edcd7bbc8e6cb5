import type { FleetAnswer, FleetEntry } from '../page-data.ts'
import { changed } from './changed-query.ts'
import { LabelledCell } from './labelled-cell.tsx'
import { MomentText } from './moment-text.tsx'
import { linkTo } from './route.ts'
import { StatusMark } from './status-mark.tsx'

/** Credentials as a table; on a narrow screen each row is a card, whose labels stand in the cells. */
export const FleetTable = ({
  answer,
  query,
}: {
  readonly answer: FleetAnswer
  readonly query: URLSearchParams
}) => (
  <table class="cards">
    <caption class="unseen">Credentials</caption>
    <thead>
      <tr>
        {COLUMNS.map(([title, sort]) => {
          const isSorted = (query.get('sort') ?? 'status') === sort
          return (
            <th key={title} scope="col" aria-sort={isSorted ? 'ascending' : undefined}>
              {sort === undefined ? (
                title
              ) : (
                <a href={linkTo('fleet', { query: changed(query, { sort }) })}>
                  {title}
                  {isSorted && <span aria-hidden="true"> ▲</span>}
                </a>
              )}
            </th>
          )
        })}
      </tr>
    </thead>
    <tbody>
      {answer.entries.map((entry) => (
        <Row key={entry.name} entry={entry} />
      ))}
    </tbody>
  </table>
)

const COLUMNS = [
  ['Credential', 'name'],
  ['Status', 'status'],
  ['Provider', undefined],
  ['Last refresh', undefined],
  ['Access token ends', 'expires'],
  ['Next look', 'next'],
  ['Grant ends', 'ends'],
] as const

const Row = ({ entry }: { readonly entry: FleetEntry }) => (
  <tr>
    <th scope="row">
      <a href={linkTo('credential', { id: entry.name })}>{entry.name}</a>
    </th>
    <LabelledCell label="Status">
      <StatusMark status={entry.status} isAtWork={entry.isAtWork} />
      {entry.message !== undefined && <small>{entry.message}</small>}
    </LabelledCell>
    <LabelledCell label="Provider">{entry.provider}</LabelledCell>
    <LabelledCell label="Last refresh">
      <MomentText moment={entry.refreshedAt} />
    </LabelledCell>
    <LabelledCell label="Access token ends">
      <MomentText moment={entry.expiresAt} />
    </LabelledCell>
    <LabelledCell label="Next look">
      <MomentText moment={entry.nextAt} />
    </LabelledCell>
    <LabelledCell label="Grant ends">
      <MomentText moment={entry.grantEndsAt} />
    </LabelledCell>
  </tr>
)
