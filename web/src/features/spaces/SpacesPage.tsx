import { EmptyState } from "@/components/EmptyState";
import { Loading } from "@/components/Loading";
import { Logo } from "@/components/Logo";
import { PersonCircle } from "@/components/PersonCircle";
import { ProblemAlert } from "@/components/ProblemAlert";
import { ProblemPage } from "@/components/ProblemPage";
import { answer, api } from "@/lib/api/client";
import { meQuery } from "@/lib/api/queries";
import {
  Badge,
  Button,
  Card,
  Container,
  Group,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconBuildingCommunity } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

/** My Spaces: every workspace one belongs to, and a new one. */
export function Component() {
  const { t } = useTranslation("shell");
  useDocumentTitle(`${t("spaces.title")} · Earmark`);
  const { data: me, error, refetch } = useQuery(meQuery());
  if (error && !me) return <ProblemPage error={error} onRetry={() => void refetch()} />;
  if (!me) return <Loading full />;
  return (
    <Container size="md" py="xl" component="main">
      <Group justify="space-between" mb="xl">
        <Logo />
        <PersonCircle />
      </Group>
      <Title order={1} size="h2" mb="md">
        {t("spaces.title")}
      </Title>
      {me.workspaces.length === 0 ? (
        <EmptyState
          icon={<IconBuildingCommunity size={44} stroke={1.3} aria-hidden />}
          title={t("spaces.none")}
          text={t("spaces.noneText", { user: me.user })}
        />
      ) : (
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {me.workspaces.map((workspace) => (
            <Card key={workspace.id} withBorder component={Link} to={`/w/${workspace.id}/my-work`}>
              <Group justify="space-between" wrap="nowrap">
                <Text fw={600} truncate>
                  {workspace.name}
                </Text>
                <Badge variant="light" style={{ flexShrink: 0 }}>
                  {t(`role.${workspace.role}`, { ns: "common" })}
                </Badge>
              </Group>
            </Card>
          ))}
        </SimpleGrid>
      )}
      <NewSpace />
    </Container>
  );
}

function NewSpace() {
  const { t } = useTranslation("shell");
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const create = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/workspaces", { body: { name: name.trim() } })),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ["me"] });
      await navigate(`/w/${made.id}/my-work`);
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (name.trim()) create.mutate();
  }
  return (
    <Card withBorder mt="xl" component="section" aria-label={t("spaces.new")}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Group align="flex-end">
            <TextInput
              style={{ flex: 1 }}
              label={t("spaces.new")}
              description={t("spaces.newText")}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              maxLength={200}
            />
            <Button type="submit" disabled={!name.trim()} loading={create.isPending}>
              {t("spaces.create")}
            </Button>
          </Group>
          <ProblemAlert error={create.error} />
        </Stack>
      </form>
    </Card>
  );
}
