import { isProblem, Unreachable } from "@/lib/api/problems";
import { SignedOut } from "@/lib/auth/provider";
import { useTranslation } from "react-i18next";

/** Puts an error into words of the person's language: a known problem type by its own text, else the API's. */
export function useProblemText(): (error: unknown) => { title: string; detail: string } {
  const { t, i18n } = useTranslation();
  return (error) => {
    if (error instanceof Unreachable) return { title: t("away.title"), detail: t("away.text") };
    if (error instanceof SignedOut) return { title: t("signedOut"), detail: "" };
    if (!isProblem(error))
      return { title: t("broken.title"), detail: error instanceof Error ? error.message : "" };
    const key = `problem.${error.slug}`;
    const known = i18n.exists(key) ? (t as (key: string) => string)(key) : error.title;
    return { title: known || t("broken.title"), detail: error.detail };
  };
}
