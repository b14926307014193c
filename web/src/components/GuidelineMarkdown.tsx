import { Typography } from "@mantine/core";
import Markdown, { type Components } from "react-markdown";
import rehypeSanitize from "rehype-sanitize";
import remarkGfm from "remark-gfm";
import classes from "./Guideline.module.css";

/** Whether an address belongs to this console. */
function isOwn(address: string): boolean {
  try {
    return new URL(address, location.href).origin === location.origin;
  } catch {
    return false;
  }
}

const COMPONENTS: Components = {
  // A page has one heading of the first rank, and it is not the guideline's.
  h1: ({ children }) => <h2>{children}</h2>,
  h2: ({ children }) => <h3>{children}</h3>,
  h3: ({ children }) => <h4>{children}</h4>,
  h4: ({ children }) => <h5>{children}</h5>,
  h5: ({ children }) => <h6>{children}</h6>,
  a: ({ href, children }) =>
    href?.startsWith("#") ? (
      <a href={href}>{children}</a>
    ) : (
      <a href={href} target="_blank" rel="noreferrer">
        {children}
      </a>
    ),
  // A picture of another origin would tell its owner who reads this; it is a link instead.
  img: ({ src, alt }) =>
    typeof src === "string" && isOwn(src) ? (
      <img src={src} alt={alt ?? ""} loading="lazy" />
    ) : (
      <a href={typeof src === "string" ? src : undefined} target="_blank" rel="noreferrer">
        {alt?.trim() || src}
      </a>
    ),
  // Wide ones scroll by themselves, also by keyboard.
  table: ({ children }) => (
    <div className={classes.wide} tabIndex={0} role="group">
      <table>{children}</table>
    </div>
  ),
};

export default function GuidelineMarkdown({ source }: { source: string }) {
  return (
    <Typography className={classes.guideline} data-testid="guideline" dir="auto">
      <Markdown remarkPlugins={[remarkGfm]} rehypePlugins={[rehypeSanitize]} components={COMPONENTS}>
        {source}
      </Markdown>
    </Typography>
  );
}
