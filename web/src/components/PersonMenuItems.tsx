import { auth } from "@/lib/auth/session";
import { LANGUAGES, setLanguage, type Language } from "@/lib/i18n";
import { Menu, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

const SCHEMES = ["light", "dark", "auto"] as const satisfies readonly MantineColorScheme[];

/** Language, colors and sign out, for any menu of the person's own. */
export function PersonMenuItems() {
  const { t, i18n } = useTranslation("shell");
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const navigate = useNavigate();
  return (
    <>
      <Menu.Label>{t("language")}</Menu.Label>
      <Menu.RadioGroup value={i18n.language} onChange={(tag: string) => void setLanguage(tag as Language)}>
        {(Object.keys(LANGUAGES) as Language[]).map((tag) => (
          <Menu.RadioItem key={tag} value={tag} lang={tag}>
            {LANGUAGES[tag]}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Label>{t("colors")}</Menu.Label>
      <Menu.RadioGroup
        value={colorScheme}
        onChange={(scheme: string) => setColorScheme(scheme as MantineColorScheme)}
      >
        {SCHEMES.map((scheme) => (
          <Menu.RadioItem key={scheme} value={scheme}>
            {t(`scheme.${scheme}`)}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Divider />
      <Menu.Item
        leftSection={<IconLogout size={16} aria-hidden />}
        onClick={() => void auth.signOut().then(() => navigate("/signin", { replace: true }))}
      >
        {t("signOut")}
      </Menu.Item>
    </>
  );
}
