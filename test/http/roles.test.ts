// Which roles the claims of a token give.
import { describe, expect, it } from 'vitest';
import { rolesOf, rolesOfClaims } from '../../lib/http/roles.ts';

const none = { claim: null, defaultRole: null };

describe('a role', () => {
  it('brings those below it', () => {
    expect(rolesOf(['reader'])).toEqual(['reader']);
    expect(rolesOf(['reviewer'])).toEqual(['reader', 'reviewer']);
    expect(rolesOf(['admin', 'reader'])).toEqual(['reader', 'reviewer', 'admin']);
    expect(rolesOf(['Admin', 'administrator', '', null, {}])).toEqual([]);
  });

  it.each([
    [{ 'cognito:groups': ['us-east-1_x_Google', 'reviewer'] }, ['reader', 'reviewer']],
    [{ roles: ['admin'] }, ['reader', 'reviewer', 'admin']],
    [{ roles: 'reviewer other' }, ['reader', 'reviewer']],
    [{ roles: 'other,reader' }, ['reader']],
    [{ roles: { admin: true } }, []],
    [{ scope: 'admin' }, []],
    [{}, []],
  ])('is found in %j by itself', (claims, roles) => {
    expect(rolesOfClaims(claims, none)).toEqual(roles);
  });

  it('is looked for where the settings say, and there alone', () => {
    const in_ = (claims: object, claim: string) => rolesOfClaims({ ...claims }, { claim, defaultRole: null });
    expect(in_({ 'https://digitdrop.example/roles': ['reader'] }, 'https://digitdrop.example/roles')).toEqual(
      ['reader'],
    );
    expect(in_({ realm_access: { roles: ['reviewer'] } }, 'realm_access.roles')).toEqual([
      'reader',
      'reviewer',
    ]);
    expect(in_({ roles: ['admin'] }, 'realm_access.roles')).toEqual([]);
    expect(in_({ a: 'text' }, 'a.length')).toEqual([]);
    expect(in_({}, '__proto__.roles')).toEqual([]);
  });

  it('that everybody has is theirs who have no other', () => {
    const by = { claim: null, defaultRole: 'reader' as const };
    expect(rolesOfClaims({}, by)).toEqual(['reader']);
    expect(rolesOfClaims({ roles: ['other'] }, by)).toEqual(['reader']);
    expect(rolesOfClaims({ roles: ['reviewer'] }, by)).toEqual(['reader', 'reviewer']);
  });
});
