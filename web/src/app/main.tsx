import "@/lib/styles/first.css";
import "./styles.css";

import { auth } from "@/lib/auth/session";
import { startTexts } from "@/lib/i18n";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { createRouter } from "./router";

// Texts, the page's own files and who is here are asked for beside each other, not one after the other.
const texts = startTexts();
const router = createRouter();
auth.start().catch(() => undefined); // the session gate asks, too, and tells
await texts;
createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App router={router} />
  </StrictMode>,
);
