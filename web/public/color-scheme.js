// Before the first paint, so that nobody who works in the dark is flashed. A file of its own: the page allows no inline script.
(() => {
    let chosen = null;
    try {
        chosen = localStorage.getItem("mantine-color-scheme-value");
    } catch {
        // storage is switched off: the system's choice then
    }
    const dark =
        chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
