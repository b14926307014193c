import i18next from "i18next";
import { initReactI18next } from "react-i18next";

/** Language tag to its own name, in the order of the menu. */
export const LANGUAGES = { en: "English", "zh-CN": "简体中文" } as const;
export type Language = keyof typeof LANGUAGES;

const KEY = "earmark.language";

function wanted(): Language {
  const kept = localStorage.getItem(KEY);
  if (kept && kept in LANGUAGES) return kept as Language;
  return navigator.languages.some((tag) => tag.toLowerCase().startsWith("zh")) &&
    !navigator.languages[0]?.toLowerCase().startsWith("en")
    ? "zh-CN"
    : "en";
}

const catalogues = {
  en: {
    first: async () => (await import("@/locales/en/first")).first,
    more: async () => (await import("@/locales/en/more")).more,
  },
  "zh-CN": {
    first: async () => (await import("@/locales/zh-CN/first")).first,
    more: async () => (await import("@/locales/zh-CN/more")).more,
  },
} satisfies Record<Language, unknown>;

type Part = keyof (typeof catalogues)[Language];

/** Which parts the pages opened so far need: another language comes with as much. */
const wantedParts = new Set<Part>(["first"]);

async function add(language: Language): Promise<void> {
  await Promise.all(
    [...wantedParts].map(async (part) => {
      for (const [namespace, texts] of Object.entries(await catalogues[language][part]()))
        i18next.addResourceBundle(language, namespace, texts);
    }),
  );
}

/** Loads the texts of all other pages than the first ones; to be awaited before such a page is drawn. */
export async function moreTexts(): Promise<void> {
  wantedParts.add("more");
  await add(language());
}

/** Loads the person's language; to be awaited before the first drawing. */
export async function startTexts(language: Language = wanted()): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: "common",
    resources: {},
    interpolation: { escapeValue: false }, // React escapes
    react: { useSuspense: false },
    returnNull: false,
    saveMissing: true,
    // A key without a text is a mistake of ours: it shows in the browser's own log of errors, and fails any browser test.
    missingKeyHandler: (languages, namespace, key) =>
      reportError(new Error(`no text ${namespace}:${key} in ${languages.join(", ")}`)),
  });
  await setLanguage(language);
}

/** Switches the language of the whole console and remembers it. */
export async function setLanguage(language: Language): Promise<void> {
  await add(language);
  localStorage.setItem(KEY, language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}

/** The language in use. */
export function language(): Language {
  return i18next.language as Language;
}
