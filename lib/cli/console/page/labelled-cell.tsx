import type { ComponentChildren } from 'preact'

/** A cell of a table that is laid out as cards on a narrow screen, where the head is not seen. */
export const LabelledCell = ({
  label,
  children,
}: {
  readonly label: string
  readonly children: ComponentChildren
}) => (
  <td>
    <span class="label" aria-hidden="true">
      {label}
    </span>
    <div>{children}</div>
  </td>
)
