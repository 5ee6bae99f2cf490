// Ways to ask a template: resources by type, statements of policies, and what a role may do, in words.
import type { Template } from './stack-template.ts';

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

export const propertiesOf = (template: Template, name: string) => template.Resources[name]!.Properties;
export const typesOf = (template: Template) =>
  new Set(Object.values(template.Resources).map(({ Type }) => Type));
export const allOf = (template: Template, type: string) =>
  Object.entries(template.Resources).filter(([, { Type }]) => Type === type);

export const statementsOf = (template: Template, name: string): readonly Statement[] =>
  (propertiesOf(template, name).Policies ?? [propertiesOf(template, name)]).flatMap(
    ({ PolicyDocument }: { readonly PolicyDocument: { readonly Statement: Statement[] } }) =>
      PolicyDocument.Statement,
  );

/** `Fn::Sub` and `Fn::GetAtt` as text. */
export const nameOf = (resource: unknown): string => {
  if (typeof resource === 'string') return resource;
  const { 'Fn::Sub': sub, 'Fn::GetAtt': attribute, Ref: ref } = resource as Readonly<Record<string, unknown>>;
  return String(sub ?? (attribute as readonly string[] | undefined)?.join('.') ?? ref);
};

/** [what may be done, to what]; of several things one by one. */
export const rightsOf = (template: Template, name: string) =>
  statementsOf(template, name).flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap(action => [Resource].flat().map(one => [action, nameOf(one)] as const)),
  );

const policyTypes = ['AWS::IAM::Role', 'AWS::IAM::RolePolicy', 'AWS::IAM::ManagedPolicy'];
export const policiesOf = (template: Template) =>
  Object.entries(template.Resources).filter(([, { Type }]) => policyTypes.includes(Type));

export const inOrder = (rights: readonly (readonly string[])[]) =>
  rights.map(right => right.join(' on ')).sort();

/** All that a role may do: by its own policies, and by those that name it. */
export const allRightsOf = (template: Template, role: string) => inOrder(rightsOfAll(template, role));

const rightsOfAll = (template: Template, role: string) =>
  policiesOf(template)
    .filter(([name, { Properties }]) => {
      const named = [Properties.RoleName ?? [], Properties.Roles ?? []].flat().map(nameOf);
      return name === role || named.includes(role);
    })
    .flatMap(([name]) => rightsOf(template, name));
