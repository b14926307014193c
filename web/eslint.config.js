import reactHooks from "eslint-plugin-react-hooks";
import { readdirSync } from "node:fs";
import tseslint from "typescript-eslint";

const rooms = {
    app: ["app"],
    features: ["app"],
    components: ["app", "features"],
    lib: ["app", "features", "components"],
};

/** What a room may not import: the rooms above it; a feature, also every other feature. */
function zone(files, forbidden, why) {
    return {
        files,
        rules: {
            "no-restricted-imports": [
                "error",
                {
                    patterns: [
                        ...forbidden.map((pattern) => ({ group: [pattern], message: why })),
                        { group: ["../../*"], message: "Import from another folder by its name: @/..." },
                    ],
                },
            ],
        },
    };
}

const features = readdirSync(new URL("./src/features", import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);

export default tseslint.config(
    { ignores: ["dist", "src/generated"] },
    ...tseslint.configs.recommendedTypeChecked,
    reactHooks.configs.flat["recommended-latest"],
    {
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        rules: {
            "@typescript-eslint/consistent-type-imports": "error",
            "@typescript-eslint/switch-exhaustiveness-check": [
                "error",
                { considerDefaultExhaustiveForUnions: true },
            ],
            "react-hooks/incompatible-library": "off", // of the React Compiler, which does not build this
            "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
            "no-console": "error",
            "no-restricted-syntax": [
                "error",
                {
                    selector: "JSXText[value=/\\p{L}{2,}/u]",
                    message: "Texts live in the catalogue: src/locales.",
                },
                {
                    selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
                    message: "What people write is text.",
                },
            ],
        },
    },
    ...Object.entries(rooms)
        .filter(([room]) => room !== "app" && room !== "features")
        .map(([room, above]) =>
            zone(
                [`src/${room}/**`],
                above.map((name) => `@/${name}/*`),
                "Rooms import downwards: app > features > components > lib.",
            ),
        ),
    ...features.map((feature) =>
        zone(
            [`src/features/${feature}/**`],
            [
                "@/app/*",
                ...features.filter((other) => other !== feature).map((other) => `@/features/${other}/*`),
            ],
            "A feature imports no other feature and not the app.",
        ),
    ),
    { files: ["**/*.js", "**/*.cjs"], ...tseslint.configs.disableTypeChecked },
    {
        files: ["**/*.test.ts", "**/*.test.tsx", "src/testing/**"],
        rules: {
            "@typescript-eslint/no-floating-promises": "off",
            "@typescript-eslint/unbound-method": "off",
        },
    },
);
