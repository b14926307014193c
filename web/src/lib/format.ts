import { language } from "@/lib/i18n";

/** Seconds as m:ss.mmm or h:mm:ss.mmm; `digits` behind the point. */
export function clock(seconds: number, digits = 3): string {
  const scale = 10 ** digits;
  const whole = Math.max(0, Math.round(seconds * scale)) / scale;
  const h = Math.floor(whole / 3600);
  const m = Math.floor((whole % 3600) / 60);
  const rest = (whole % 60).toFixed(digits).padStart(digits ? digits + 3 : 2, "0");
  return h ? `${h}:${String(m).padStart(2, "0")}:${rest}` : `${m}:${rest}`;
}

/** Seconds of m:ss.mmm, h:mm:ss or plain seconds; null where it is none of them. */
export function parseClock(text: string): number | null {
  const parts = text.trim().replace(",", ".").split(":");
  if (parts.length > 3 || parts.some((part) => !/^\d+(\.\d+)?$/.test(part))) return null;
  return parts.reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** Formatters are costly to make and of few kinds. */
const made = new Map<string, Intl.NumberFormat>();

function numbers(options?: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${language()} ${JSON.stringify(options)}`;
  let format = made.get(key);
  if (!format) made.set(key, (format = new Intl.NumberFormat(language(), options)));
  return format;
}

/** A whole number in the person's language. */
export function count(n: number): string {
  return numbers().format(n);
}

/** A share from 0 to 1 as percent. */
export function percent(share: number, digits = 0): string {
  return numbers({ style: "percent", maximumFractionDigits: digits }).format(share);
}

/** Bytes with a binary unit. */
export function bytes(n: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = n < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(n) / 10));
  const digits = power === 0 ? 0 : 1;
  return `${numbers({ maximumFractionDigits: digits }).format(n / 1024 ** power)} ${units[power]}`;
}

/** Audio hours, minutes or seconds, whichever fits, for totals. */
export function duration(seconds: number): string {
  const [value, unit] =
    seconds >= 3600
      ? [seconds / 3600, "hour"]
      : seconds >= 60
        ? [seconds / 60, "minute"]
        : [seconds, "second"];
  return numbers({
    style: "unit",
    unit: unit,
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(value);
}

/** Date and time, short, in the person's language and zone. */
export function dateTime(iso: string): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeStyle: "short" }).format(
    new Date(iso),
  );
}

/** A day, short. */
export function day(iso: string): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: "medium" }).format(new Date(iso));
}

/** How many times as much, with a digit behind the point: 1.8×. */
export function ratio(factor: number): string {
  return `${numbers({ maximumFractionDigits: 1 }).format(factor)}×`;
}
