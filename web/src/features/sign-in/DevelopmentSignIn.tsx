import { auth } from "@/lib/auth/session";
import type { Person } from "@/lib/auth/provider";
import { Avatar, Button, Divider, Group, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import classes from "./DevelopmentSignIn.module.css";

async function knownPeople(): Promise<Person[]> {
  const answered = await fetch("/dev/people", { cache: "no-store" });
  if (!answered.ok) return [];
  return ((await answered.json()) as { people: Person[] }).people;
}

/** The embedded stack's sign-in: pick somebody who was here, or name anybody. */
export function DevelopmentSignIn({ to, onError }: { to: string; onError: (error: unknown) => void }) {
  const { t } = useTranslation("signin");
  const { data: people = [] } = useQuery({ queryKey: ["people"], queryFn: knownPeople, staleTime: 0 });
  const [user, setUser] = useState("");
  const signIn = (person: Person) => void auth.signIn(to, person).catch(onError);

  function submit(event: FormEvent) {
    event.preventDefault();
    const name = user.trim();
    if (name) signIn({ user: name, name });
  }

  return (
    <Stack>
      {people.length > 0 && (
        <>
          <Text fw={600}>{t("pick")}</Text>
          <Stack gap={4} component="ul" className={classes.people}>
            {people.map((person) => (
              <li key={person.user}>
                <UnstyledButton className={classes.person} onClick={() => signIn(person)}>
                  <Group wrap="nowrap">
                    <Avatar name={person.name} color="initials" aria-hidden />
                    <div>
                      <Text>{person.name}</Text>
                      {person.name !== person.user && (
                        <Text size="xs" c="dimmed">
                          {person.user}
                        </Text>
                      )}
                    </div>
                  </Group>
                </UnstyledButton>
              </li>
            ))}
          </Stack>
          <Divider label={t("or")} />
        </>
      )}
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label={t("user")}
            description={t("anybody")}
            value={user}
            onChange={(event) => setUser(event.currentTarget.value)}
            maxLength={255}
            autoComplete="username"
            data-autofocus
          />
          <Button type="submit" disabled={!user.trim()}>
            {t("signIn")}
          </Button>
        </Stack>
      </form>
    </Stack>
  );
}
