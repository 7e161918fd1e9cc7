/** The language of strings that live in TypeScript: Vietnamese is the source, English is loaded on demand. */
import { configureLocalization } from "@lit/localize";

const translations = import.meta.glob<{ templates: Record<string, string> }>("../../locale/generated/*.ts");

const { setLocale } = configureLocalization({
  sourceLocale: "vi",
  targetLocales: ["en"],
  loadLocale: async (locale) => {
    const load = translations[`../../locale/generated/${locale}.ts`];
    return load === undefined ? { templates: {} } : await load(); // not extracted yet: Vietnamese is shown
  },
});

/** Speak the language that Django wrote on <html lang>; whoever draws by script waits for it first. */
export async function speakPageLanguage(): Promise<void> {
  if (document.documentElement.lang !== "en") return;
  await setLocale("en").catch(() => undefined); // the words did not arrive: a Vietnamese page is better than none
}
