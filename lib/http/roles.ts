// Roles: who may do what, and where a token says which of them somebody has.

/** Each may do what those before it may. */
export const roleNames = ['reader', 'reviewer', 'admin'] as const;

export type Role = (typeof roleNames)[number];

/**
 * What a route asks of its caller: a role; to be known, with a role or without; or nothing, for it tells nothing of
 * anybody's images, or has a secret of its own.
 */
export type Need = Role | 'sign-in' | 'nothing';

export const isRole = (name: unknown): name is Role => roleNames.some(role => role === name);

/** The highest of the named roles and all below it, lowest first. What names no role is left aside. */
export const rolesOf = (names: readonly unknown[]): readonly Role[] => {
  const highest = roleNames.findLastIndex(role => names.includes(role));
  return roleNames.slice(0, highest + 1);
};

type Claims = Readonly<Record<string, unknown>>;

/** Groups of Amazon Cognito, and what most others are set up to say. */
const usualClaims = ['cognito:groups', 'roles'] as const;

/**
 * What a token says of roles, by the claim that the settings name: that name to the letter, else a path with dots
 * (`realm_access.roles`). A text is a list with spaces or commas.
 */
const namesIn = (claims: Claims, claim: string | null): readonly unknown[] => {
  if (claim === null) return usualClaims.flatMap(name => listOf(ownOf(claims, name)));
  if (Object.hasOwn(claims, claim)) return listOf(claims[claim]);
  return listOf(claim.split('.').reduce<unknown>(ownOf, claims));
};

const ownOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Claims)[name]
    : undefined;

const listOf = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  return typeof value === 'string' ? value.split(/[\s,]+/) : [];
};

/** The roles of whom a token speaks for; `defaultRole` is everybody's who has none. */
export const rolesOfClaims = (
  claims: Claims,
  { claim, defaultRole }: { readonly claim: string | null; readonly defaultRole: Role | null },
): readonly Role[] => {
  const roles = rolesOf(namesIn(claims, claim));
  return roles.length > 0 || defaultRole === null ? roles : rolesOf([defaultRole]);
};
