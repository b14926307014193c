import { useTranslation } from "react-i18next";

/** Why a file did not become a record, in words; a reason that is not known here by its own name. */
export function useReason(): (reason: string) => string {
  const { t, i18n } = useTranslation("datasets");
  return (reason) => {
    const key = `reason.${reason}`;
    return i18n.exists(key, { ns: "datasets" }) ? (t as (key: string) => string)(key) : reason;
  };
}

/** Why a whole import failed: `manifest: no-header: the first line ...` in words, details behind them. */
export function useFailureWords(): (failure: string) => string {
  const reason = useReason();
  return (failure) => {
    const [, slug = "", detail = ""] = /^(?:manifest: )?([a-z0-9-]+): (.*)$/s.exec(failure) ?? [];
    const words = reason(slug);
    return words === slug ? failure : `${words}: ${detail}`;
  };
}
