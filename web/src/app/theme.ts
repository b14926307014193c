import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

/** Of the logo: a blue-green that keeps 4.5:1 with white from its seventh tone on. */
const earmark: MantineColorsTuple = [
  "#e6f9fc", "#d3eef4", "#a6dde9", "#76cbdd", "#50bbd3", "#38b1cc", "#27a5c1", "#0b7a8f", "#076577", "#004f5f",
]; // prettier-ignore

export const theme = createTheme({
  colors: { earmark },
  primaryColor: "earmark",
  primaryShade: 7,
  autoContrast: true,
  luminanceThreshold: 0.35,
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, monospace',
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  headings: { fontWeight: "650" },
  components: {
    // Initials in white on tones that carry them.
    Avatar: {
      defaultProps: {
        variant: "filled",
        allowedInitialsColors: [
          "blue.9",
          "cyan.9",
          "teal.9",
          "grape.9",
          "violet.9",
          "indigo.9",
          "pink.9",
          "red.9",
        ],
      },
    },
    // Its placeholder for the focus is an element that a menu may not hold; the first item gets it instead.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Badge: { defaultProps: { tt: "none", fw: 600 } },
    Table: { defaultProps: { verticalSpacing: "xs", highlightOnHover: true } },
    Tooltip: {
      defaultProps: { openDelay: 400, withArrow: true, events: { hover: true, focus: true, touch: false } },
    },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.4 } } },
  },
});

/** Mantine's dimmed text and placeholders stay below a contrast of 4.5:1; ours do not. */
export const readable: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#566069",
    "--mantine-color-placeholder": "#6b747c",
    "--mantine-color-error": "#c92a2a",
    "--mantine-color-red-text": "#c92a2a",
    // Badges and alerts: words on a pale ground of their own color.
    "--mantine-color-green-light-color": "#1e6b2e",
    "--mantine-color-orange-light-color": "#9c3006",
    "--mantine-color-red-light-color": "#b02020",
  },
  dark: {
    "--mantine-color-dimmed": "#a6abb1",
    "--mantine-color-placeholder": "#9298a0",
    "--mantine-color-error": "#ff8787",
  },
});
