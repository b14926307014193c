import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import classes from "./VirtualGrid.module.css";

export interface GridColumn<R> {
  key: string;
  header: string;
  /** CSS pixels. */
  width: number;
  /** Takes the room that is left. */
  grow?: boolean;
  right?: boolean;
  /** Can be sorted by this name. */
  sort?: string;
  render: (row: R, index: number) => ReactNode;
}

interface VirtualGridProps<R> {
  label: string;
  columns: readonly GridColumn<R>[];
  rowCount: number;
  /** Undefined while it is loading. */
  rowAt: (index: number) => R | undefined;
  rowHeight: number;
  height: number | string;
  /** Name of a column to sort by, `-` before it for descending. */
  sort?: string;
  onSort?: (sort: string) => void;
  /** The rows to be drawn now, to load them. */
  onRange: (first: number, last: number) => void;
  /** Space or Enter on a row. */
  onAct?: (row: R, key: "Space" | "Enter") => void;
  /** Changes when all rows are other ones: begins at the top again. */
  resetKey?: string;
}

/** A table of very many rows, of which it draws those in sight. One stop for the Tab key; arrows move in it. */
export function VirtualGrid<R>(props: VirtualGridProps<R>) {
  const { columns, rowCount, rowAt, rowHeight, sort, onSort, onRange, onAct, resetKey } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);

  const virtualizer = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollPaddingStart: rowHeight,
  });
  const rows = virtualizer.getVirtualItems();
  const [first, last] = [rows[0]?.index ?? 0, rows.at(-1)?.index ?? 0];
  useEffect(() => {
    if (rowCount > 0) onRange(first, last);
  }, [first, last, rowCount, onRange]);
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
    setActive(0);
  }, [resetKey]);

  const template = columns
    .map(({ width, grow }) => (grow ? `minmax(${width}px, 1fr)` : `${width}px`))
    .join(" ");
  const least = columns.reduce((sum, { width }) => sum + width, 0);
  const style = { gridTemplateColumns: template, minWidth: least };

  function move(to: number) {
    const next = Math.max(0, Math.min(rowCount - 1, to));
    setActive(next);
    virtualizer.scrollToIndex(next);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing || event.target !== event.currentTarget || rowCount === 0) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
    const steps: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: rowCount - 1,
    };
    const to = steps[event.key];
    if (to !== undefined) {
      event.preventDefault();
      move(to);
    } else if (event.key === " " || event.key === "Enter") {
      const row = rowAt(active);
      if (!row || !onAct) return;
      event.preventDefault();
      onAct(row, event.key === " " ? "Space" : "Enter");
    }
  }

  return (
    <div
      ref={scroller}
      className={classes.grid}
      style={{ height: props.height }}
      role="grid"
      aria-label={props.label}
      aria-rowcount={rowCount + 1}
      aria-colcount={columns.length}
      aria-activedescendant={
        active >= first && active <= last && rowCount > 0 ? `${id}-${active}` : undefined
      }
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" className={classes.head} style={{ minWidth: least }}>
        <div role="row" aria-rowindex={1} className={classes.row} style={style}>
          {columns.map((column) => (
            <Heading key={column.key} column={column} sort={sort} onSort={onSort} />
          ))}
        </div>
      </div>
      <div
        role="rowgroup"
        className={classes.body}
        style={{ height: virtualizer.getTotalSize(), minWidth: least }}
      >
        {rows.map(({ index, start }) => {
          const row = rowAt(index);
          return (
            <div
              key={index}
              id={`${id}-${index}`}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={index === active}
              data-active={index === active || undefined}
              className={classes.row}
              style={{ ...style, height: rowHeight, transform: `translateY(${start}px)` }}
              onClick={() => setActive(index)}
            >
              {columns.map((column) => (
                <div
                  key={column.key}
                  role="gridcell"
                  className={classes.cell}
                  data-right={column.right || undefined}
                >
                  {row === undefined ? <div className={classes.waiting} /> : column.render(row, index)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Heading<R>({
  column,
  sort,
  onSort,
}: {
  column: GridColumn<R>;
  sort: string | undefined;
  onSort: ((sort: string) => void) | undefined;
}) {
  const ascending = column.sort !== undefined && sort === column.sort;
  const descending = column.sort !== undefined && sort === `-${column.sort}`;
  const order = ascending ? "ascending" : descending ? "descending" : undefined;
  return (
    <div
      role="columnheader"
      className={`${classes.cell} ${classes.heading}`}
      data-right={column.right || undefined}
      aria-sort={order ?? (column.sort ? "none" : undefined)}
    >
      {column.sort && onSort ? (
        <button
          type="button"
          className={classes.sort}
          onClick={() => onSort(ascending ? `-${column.sort}` : column.sort!)}
        >
          {column.header}
          {ascending && <IconArrowUp size={14} aria-hidden />}
          {descending && <IconArrowDown size={14} aria-hidden />}
        </button>
      ) : (
        column.header
      )}
    </div>
  );
}
