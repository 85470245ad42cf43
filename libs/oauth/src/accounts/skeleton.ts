/**
 * The same for names that are easily taken for one another: case, compatibility forms, invisible characters, and
 * accents, which are marks on letters of these scripts and letters of their own in others.
 */
export function skeleton(username: string): string {
  return username
    .normalize('NFKD')
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\u2800]/gu, '')
    .replace(/([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu, '$1')
    .trim()
    .toLowerCase();
}
