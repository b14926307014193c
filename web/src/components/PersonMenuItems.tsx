import { auth } from "@/lib/auth/session";
import { LANGUAGES, setLanguage, type Language } from "@/lib/i18n";
import { Menu, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { IconCheck, IconLogout } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

const SCHEMES = ["light", "dark", "auto"] as const satisfies readonly MantineColorScheme[];

/** Language, colors and sign out, for any menu of the person's own. */
export function PersonMenuItems() {
  const { t, i18n } = useTranslation("shell");
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const navigate = useNavigate();
  const chosen = <IconCheck size={16} aria-hidden />;
  return (
    <>
      <Menu.Label>{t("language")}</Menu.Label>
      {(Object.keys(LANGUAGES) as Language[]).map((tag) => (
        <Menu.Item
          key={tag}
          lang={tag}
          role="menuitemradio"
          aria-checked={i18n.language === tag}
          rightSection={i18n.language === tag ? chosen : undefined}
          onClick={() => void setLanguage(tag)}
        >
          {LANGUAGES[tag]}
        </Menu.Item>
      ))}
      <Menu.Label>{t("colors")}</Menu.Label>
      {SCHEMES.map((scheme) => (
        <Menu.Item
          key={scheme}
          role="menuitemradio"
          aria-checked={colorScheme === scheme}
          rightSection={colorScheme === scheme ? chosen : undefined}
          onClick={() => setColorScheme(scheme)}
        >
          {t(`scheme.${scheme}`)}
        </Menu.Item>
      ))}
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
