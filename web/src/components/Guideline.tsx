import { Loading } from "@/components/Loading";
import { lazy, Suspense } from "react";

// Only pages that show one pay for the Markdown reader.
const Markdown = lazy(() => import("./GuidelineMarkdown"));

/** A text in Markdown, as a manager wrote it: links open in a new tab, nothing is loaded from elsewhere. */
export function Guideline({ source }: { source: string }) {
  return (
    <Suspense fallback={<Loading />}>
      <Markdown source={source} />
    </Suspense>
  );
}
