import { NumberField } from "@/components/schema-editor/NumberField";
import { useFaultAt } from "@/components/schema-editor/faults";
import type { Member } from "@/lib/api/types";
import { count } from "@/lib/format";
import type { Right } from "@/lib/roles";
import { allows } from "@/lib/roles";
import { ActionIcon, Button, Group, Select, Stack, Table, Text } from "@mantine/core";
import { IconTrash, IconUsersPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Person } from "./model/shares";

interface PeopleProps {
  people: readonly Person[];
  onChange: (people: Person[]) => void;
  members: readonly Member[];
  right: Right;
  /** Pointer of the list. */
  at: string;
  texts: { add: string; quantity: string; gets: string; everybody: string };
  /** What everybody gets, in their order; none where it cannot be said. */
  gets: readonly number[] | null;
  placeholder: string;
}

/** People with a number each or none, and what that comes to. */
export function People({ people, onChange, members, right, at, texts, gets, placeholder }: PeopleProps) {
  const { t } = useTranslation("create");
  const fault = useFaultAt();
  const names = new Map(members.map((member) => [member.user, member]));
  const able = members.filter(
    ({ user, role }) => allows(role, right) && !people.some((one) => one.user === user),
  );
  const wrong = fault(at);
  return (
    <Stack gap="sm">
      <Group align="flex-end">
        <Select
          searchable
          limit={50}
          w={360}
          label={texts.add}
          placeholder={t("people.search")}
          nothingFoundMessage={t("people.nobody")}
          data={able.map(({ user, name }) => ({
            value: user,
            label: name === user ? user : `${name} (${user})`,
          }))}
          value={null}
          error={people.length === 0 ? wrong : undefined}
          onChange={(user) => user && onChange([...people, { user, quantity: null }])}
          comboboxProps={{ withinPortal: true }}
        />
        {able.length > 1 && (
          <Button
            variant="default"
            leftSection={<IconUsersPlus size={16} aria-hidden />}
            onClick={() => onChange([...people, ...able.map(({ user }) => ({ user, quantity: null }))])}
          >
            {t("people.everybody", { shown: count(able.length), count: able.length })}
          </Button>
        )}
      </Group>
      {people.length > 0 && (
        <Table aria-label={texts.everybody} verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("people.person")}</Table.Th>
              <Table.Th w={170}>{texts.quantity}</Table.Th>
              <Table.Th w={150} ta="end">
                {texts.gets}
              </Table.Th>
              <Table.Th w={50}>
                <span className="visually-hidden">{t("people.remove")}</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {people.map(({ user, quantity }, index) => {
              const member = names.get(user);
              const name = member?.name ?? user;
              return (
                <Table.Tr key={user} data-testid="person" data-user={user}>
                  <Table.Td>
                    <Text size="sm" fw={500}>
                      {name}
                    </Text>
                    <Text size="xs" c="dimmed">
                      {member ? t(`role.${member.role}`, { ns: "common" }) : t("people.notAMember")}
                    </Text>
                    {fault(`${at}/${index}/user`) && (
                      <Text size="xs" c="var(--mantine-color-error)" role="alert">
                        {fault(`${at}/${index}/user`)}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td>
                    <NumberField
                      aria-label={t("people.quantityOf", { what: texts.quantity, name })}
                      inputMode="numeric"
                      placeholder={placeholder}
                      value={quantity}
                      error={fault(`${at}/${index}/quantity`)}
                      onChange={(next) =>
                        onChange(people.map((one) => (one.user === user ? { user, quantity: next } : one)))
                      }
                    />
                  </Table.Td>
                  <Table.Td ta="end" className="numbers" data-testid="gets">
                    {gets?.[index] === undefined ? "–" : count(gets[index])}
                  </Table.Td>
                  <Table.Td>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={t("people.removeOne", { name })}
                      onClick={() => onChange(people.filter((one) => one.user !== user))}
                    >
                      <IconTrash size={16} aria-hidden />
                    </ActionIcon>
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}
