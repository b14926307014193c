import { clock, parseClock } from "@/lib/format";
import { useState } from "react";
import classes from "./SegmentsTable.module.css";

interface TimeCellProps {
  name: string;
  /** Seconds; shown to the millisecond, kept as they are. */
  value: number;
  readOnly: boolean;
  invalid: boolean;
  onChange: (to: number) => void;
}

/** A time that can be typed. What is not touched is never rounded. */
export function TimeCell({ name, value, readOnly, invalid, onChange }: TimeCellProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const finish = () => {
    const to = typed === null || typed === clock(value) ? null : parseClock(typed);
    setTyped(null);
    if (to !== null) onChange(to);
  };
  return (
    <input
      className={`${classes.field} ${classes.time}`}
      aria-label={name}
      aria-invalid={invalid || undefined}
      inputMode="decimal"
      value={typed ?? clock(value)}
      readOnly={readOnly}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing || typed === null) return;
        if (event.key === "Enter" && !event.ctrlKey) finish();
        else if (event.key === "Escape") setTyped(null);
        else return;
        event.preventDefault();
      }}
    />
  );
}
