import { Table } from "@mantine/core";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from "react";

interface VirtualBodyProps<T> {
  items: readonly T[];
  columns: number;
  /** Pixels that a row has before it is measured. */
  rowHeight: number;
  keyOf: (item: T) => string;
  /** One row; it passes `ref` and `index` on to its `Table.Tr`, and `data-index`. */
  children: (item: T, row: { ref: (element: Element | null) => void; "data-index": number }) => ReactNode;
  /** The last rows are near. */
  onEnd?: () => void;
}

/** The body of a long table: only the rows in sight are in the page, which scrolls as a whole. */
export function VirtualBody<T>({ items, columns, rowHeight, keyOf, children, onEnd }: VirtualBodyProps<T>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [above, setAbove] = useState(0);
  useLayoutEffect(() => {
    const top = (body.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
    setAbove((before) => (Math.abs(before - top) > 1 ? top : before));
  }, [items.length]);
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => rowHeight,
    getItemKey: (index) => keyOf(items[index]!),
    overscan: 12,
    scrollMargin: above,
  });
  const inSight = rows.getVirtualItems();
  const last = inSight.at(-1)?.index ?? -1;
  const atEnd = last >= items.length - 5;
  useEffect(() => {
    if (atEnd) onEnd?.();
  }, [atEnd, onEnd]);

  const before = (inSight[0]?.start ?? above) - above;
  const after = rows.getTotalSize() - ((inSight.at(-1)?.end ?? above) - above);
  return (
    <Table.Tbody ref={body}>
      {before > 0 && <Gap height={before} columns={columns} />}
      {inSight.map(({ index }) => children(items[index]!, { ref: rows.measureElement, "data-index": index }))}
      {after > 0 && <Gap height={after} columns={columns} />}
    </Table.Tbody>
  );
}

function Gap({ height, columns }: { height: number; columns: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={columns} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}
