import type { VersionEntry } from '../page-data.ts'
import { LabelledCell } from './labelled-cell.tsx'
import { MomentText } from './moment-text.tsx'

/** The versions of a secret, newest first: when they were made, from what, and which labels they have. */
export const VersionTable = ({
  versions,
  count,
}: {
  readonly versions: readonly VersionEntry[]
  readonly count: number
}) => (
  <section aria-labelledby="versions">
    <h2 id="versions">Versions</h2>
    <p>
      {versions.length < count ? `The newest ${versions.length} of ${count}.` : `${count} kept.`}
    </p>
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Version</th>
          <th scope="col">Written</th>
          <th scope="col">Labels</th>
          <th scope="col">Story</th>
        </tr>
      </thead>
      <tbody>
        {versions.map(({ id, createdAt, labels, story }) => (
          <tr key={id}>
            <th scope="row">
              <code>{id}</code>
            </th>
            <LabelledCell label="Written">
              <MomentText moment={createdAt} />
            </LabelledCell>
            <LabelledCell label="Labels">
              {labels.length === 0 ? 'no label' : labels.join(', ')}
            </LabelledCell>
            <LabelledCell label="Story">{story.join('; ')}</LabelledCell>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
)
